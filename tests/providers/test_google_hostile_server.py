"""Something in Google's place that means harm, or is broken: bounded, not followed, told no more than it must be."""

import gzip
import itertools
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from providers.errors import ProviderError, Refused, SignedOut, Unreachable
from providers.google.credentials import Person
from providers.google.provider import Google
from providers.google.token_file import TokenFile
from providers.google.wire import Limits
from tests.providers.drafts import LOOK, WINDOW
from tests.providers.endless import ENDLESS, memory_of, speaking
from tests.providers.scripted import Answer, Asked, Reply, scripted

MIB = 1024 * 1024
TOKEN, REFRESH, CLIENT_SECRET = "ya29.t0ken", "1//r3fresh", "cl1ent-s3cret"
JSON = {"Content-Type": "application/json"}
FLOOD = """
from providers.errors import ProviderError
from providers.google.wire import Limits, Wire
class Bearer:
    def token(self): return "t"
wire = Wire(Bearer(), endpoint=sys.argv[1], limits=Limits(), meter=lambda: None)
begin()
for bomb in ("endless", "gzip", "lists"):
    try:
        wire.request(f"{sys.argv[1]}/{bomb}")
    except ProviderError:
        continue
    raise AssertionError(bomb)
"""


class Known:
    """A sign-in that is good for ever."""

    def token(self) -> str:
        return TOKEN

    def renewed(self, refused: str) -> str:
        raise SignedOut(f"{len(refused)} bytes were not taken")

    def granted(self) -> frozenset[str]:
        return frozenset()


def google(url: str, **limits: float) -> Google:
    return Google("work", Known(), LOOK, endpoint=url, limits=Limits(**limits))  # type: ignore[arg-type]


def in_json(document: object) -> Reply:
    return Reply(status=200, headers=JSON, body=json.dumps(document))


@pytest.mark.parametrize("pieces", ENDLESS)
def test_an_answer_that_never_ends_and_never_falls_silent_is_given_up_in_time(
    pieces: Callable[[], Iterable[bytes]],
) -> None:
    with speaking(pieces, pause=0.005) as url:
        begun = time.monotonic()
        with pytest.raises(Unreachable):
            google(url, silence=5, answer=0.3).calendars()
        assert time.monotonic() - begun < 3


def bombs(asked: Asked) -> Reply:
    replies: dict[str, Callable[[], Reply]] = {
        "/endless": lambda: Reply(status=200, headers=JSON, body=itertools.repeat(b" " * MIB)),
        "/gzip": lambda: Reply(
            status=200,
            headers={"Content-Encoding": "gzip", **JSON},
            body=[gzip.compress(b" " * (128 * MIB), 1)],
        ),
        "/lists": lambda: Reply(status=200, headers=JSON, body=[b"[" + b"[]," * (20 * MIB) + b"0]"]),
    }
    return replies[asked.path]()


def test_no_answer_fills_the_memory_by_whatever_it_becomes() -> None:
    with scripted(bombs) as server:
        assert memory_of(FLOOD, server.url) < 3 * 64 * MIB
        assert len(server.asked) == 3


@pytest.mark.parametrize("ask", [lambda one: one.calendars(), lambda one: one.changes("c", "", {}, WINDOW)])
def test_pages_without_end_are_given_up(ask: Callable[[Google], Any]) -> None:
    pages = itertools.count()

    def answer(_: Asked) -> Reply:
        event = {"id": f"e{next(pages)}", "summary": "x" * 500}
        return in_json({"items": [event], "nextPageToken": f"p{next(pages)}"})

    with scripted(answer) as server:
        with pytest.raises(Unreachable, match="without an end"):
            ask(google(server.url, reading=20_000))
        assert len(server.asked) < 100


def test_empty_pages_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("providers.google.changes.PAGES", 20)
    with scripted(lambda _: in_json({"nextPageToken": "again"})) as server:
        with pytest.raises(Unreachable, match="does not come to an end"):
            google(server.url).changes("c", "", {}, WINDOW)
        assert len(server.asked) == 20


@pytest.mark.parametrize(
    "items", ["text", {"a": 1}, [1], [None], [{}], [{"id": ""}], [{"id": "e", "start": 5}], [[]], 7]
)
@pytest.mark.parametrize("ask", [lambda one: one.calendars(), lambda one: one.changes("c", "", {}, WINDOW)])
def test_a_list_that_is_none_is_an_error_and_no_bug(items: object, ask: Callable[[Google], Any]) -> None:
    with scripted(lambda _: in_json({"items": items, "nextSyncToken": "t"})) as server:
        try:
            ask(google(server.url))
        except ProviderError:
            assert items != [{"id": "e", "start": 5}]


def test_a_redirect_is_never_followed() -> None:
    with scripted(lambda _: in_json({})) as elsewhere:
        to_it = Reply(status=307, headers={"Location": f"{elsewhere.url}/"})
        with scripted(lambda _: to_it) as server, pytest.raises(ProviderError):
            google(server.url).calendars()
        assert elsewhere.asked == []


def test_a_server_that_repeats_the_token_does_not_get_it_told() -> None:
    def answer(asked: Asked) -> Reply:
        said = {"error": {"code": 400, "message": f"You sent {asked.headers['Authorization']}"}}
        return Reply(status=400, headers=JSON, body=json.dumps(said))

    with scripted(answer) as server, pytest.raises(Refused, match="You sent Bearer") as caught:
        google(server.url).calendars()
    assert TOKEN not in str(caught.value)


def renew(folder: Path, answer: Answer) -> tuple[str, list[Asked]]:
    """What is said when a token is renewed by a server with this answer, and what that server was asked."""
    with scripted(answer) as server:
        expired = {"token": "old", "refresh_token": REFRESH, "client_id": "id", "client_secret": CLIENT_SECRET}
        file = folder / "token.json"
        file.write_text(json.dumps({**expired, "token_uri": f"{server.url}/token", "expiry": "2020-01-01T00:00:00Z"}))
        with pytest.raises(ProviderError) as caught:
            Person("work", TokenFile(path=file)).token()
        return str(caught.value), server.asked


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_sign_in_is_never_redirected(status: int, tmp_path: Path) -> None:
    with scripted(lambda _: in_json({"access_token": "t"})) as elsewhere:
        renew(tmp_path, lambda _: Reply(status=status, headers={"Location": f"{elsewhere.url}/token"}))
        assert elsewhere.asked == []


def test_a_token_endpoint_that_repeats_the_secrets_does_not_get_them_told(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Reply:
        said = {"error": "invalid_request", "error_description": f"{REFRESH} {CLIENT_SECRET}"}
        return Reply(status=400, headers=JSON, body=json.dumps(said))

    told, asked = renew(tmp_path, answer)
    assert "invalid_request" in told
    assert asked
    assert REFRESH not in told
    assert CLIENT_SECRET not in told


def test_a_token_endpoint_without_end_is_refused(tmp_path: Path) -> None:
    told, _ = renew(tmp_path, lambda _: Reply(status=200, headers=JSON, body=itertools.repeat(b" " * MIB)))
    assert "larger than" in told


def test_netrc_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password hunter2\n")
    monkeypatch.setenv("NETRC", str(netrc))
    _, asked = renew(tmp_path, lambda _: Reply(status=400, headers=JSON, body="{}"))
    with scripted(lambda _: in_json({})) as server:
        google(server.url).calendars()
    sent = [one.headers.get("Authorization", "") for one in (*asked, *server.asked)]
    assert sent == ["", f"Bearer {TOKEN}"]
