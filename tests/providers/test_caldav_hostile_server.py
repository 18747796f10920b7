"""A CalDAV server that means harm, or is broken: bounded in memory and time, and told no more than it should be."""

import gzip
import itertools
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import requests
from hypothesis import example, given
from hypothesis import strategies as st
from urllib3.util import parse_url

from providers.caldav import CalDav
from providers.caldav.transport import Limits, Transport
from providers.caldav.urls import Trust, joined
from providers.errors import ProviderError, Refused, Unreachable
from providers.interface import Look
from tests.providers.endless import ENDLESS, memory_of, speaking
from tests.providers.scripted import XML, Asked, Reply, multistatus, refusal, row, scripted

LOOK = Look(words=("#interview",))
MIB = 1024 * 1024
PASSWORD = "correct-horse"
PRINCIPAL = "<d:href>/me/</d:href>"
FLOOD = """
from providers.caldav.transport import Transport
from providers.errors import ProviderError
way = Transport(sys.argv[1], "me", "s3cret")
begin()
for bomb in ("endless", "gzip", "deflate", "gzip-in-gzip", "elements"):
    try:
        way.ask("PROPFIND", f"{sys.argv[1]}/{bomb}")
    except ProviderError:
        continue
    raise AssertionError(bomb)
"""


def caldav(url: str, **limits: float) -> CalDav:
    return CalDav(url, "me", PASSWORD, LOOK, limits=Limits(**limits))  # type: ignore[arg-type]


@pytest.mark.parametrize("pieces", ENDLESS)
def test_an_answer_that_never_ends_and_never_falls_silent_is_given_up_in_time(
    pieces: Callable[[], Iterable[bytes]],
) -> None:
    with speaking(pieces, pause=0.005) as url:
        begun = time.monotonic()
        with pytest.raises(Unreachable):
            Transport(url, "me", PASSWORD, limits=Limits(silence=5, answer=0.3)).ask("GET", url)
        assert time.monotonic() - begun < 3


def bombs(asked: Asked) -> Reply:
    zeros = b"\0" * (128 * MIB)
    once, twice = {"Content-Encoding": "gzip"}, {"Content-Encoding": "gzip, gzip"}
    replies: dict[str, Callable[[], Reply]] = {
        "/endless": lambda: Reply(body=itertools.repeat(b"x" * MIB)),
        "/gzip": lambda: Reply(headers=once, body=[gzip.compress(zeros, 1)]),
        "/deflate": lambda: Reply(headers={"Content-Encoding": "deflate"}, body=[zlib.compress(zeros, 1)]),
        "/gzip-in-gzip": lambda: Reply(headers=twice, body=[gzip.compress(gzip.compress(zeros, 1), 1)]),
        "/elements": lambda: Reply(headers=XML, body=itertools.chain([b"<a>"], [b"<b/>" * (15 * MIB)])),
    }
    return replies[asked.path]()


def test_no_answer_fills_the_memory_by_whatever_it_becomes() -> None:
    with scripted(bombs) as server:
        assert memory_of(FLOOD, server.url) < 3 * 64 * MIB
        assert len(server.asked) == 5


@pytest.mark.parametrize("body", [b"<a>" + b"<b/>" * 1000 + b"</a>", b"<a" + b" b=''" * 1000 + b"/>"])
def test_markup_is_counted_before_it_is_parsed(body: bytes) -> None:
    with scripted(lambda _: Reply(headers=XML, body=body)) as server, pytest.raises(Refused, match="1,000 elements"):
        Transport(server.url, "me", PASSWORD, limits=Limits(elements=1000)).ask("PROPFIND", server.url)


def test_entities_are_not_expanded_nor_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2")
    asked: list[str] = []

    def answer(one: Asked) -> Reply:
        asked.append(one.path)
        url, file = server.url, (tmp_path / "secret").as_uri()
        entities = f'<!ENTITY file SYSTEM "{file}"><!ENTITY net SYSTEM "{url}/net"><!ENTITY % p SYSTEM "{url}/p">%p;'
        body = f'<?xml version="1.0"?><!DOCTYPE d SYSTEM "{url}/dtd" [{entities}]><d:multistatus xmlns:d="DAV:">'
        body += "<d:response><d:href>/a&file;&net;</d:href></d:response></d:multistatus>"
        return Reply(headers=XML, body=body)

    with scripted(answer) as server:
        try:
            told = "".join(Transport(server.url, "me", PASSWORD).ask("PROPFIND", server.url).tree.itertext())
        except ProviderError as error:
            told = str(error)
    assert "hunter2" not in told
    assert asked == ["/"]


def test_changes_that_never_come_to_an_end_are_given_up() -> None:
    pages = itertools.count()

    def answer(asked: Asked) -> Reply:
        if asked.method == "PROPFIND":
            return multistatus(row("/c/", token="http://t/0"))
        page = next(pages)
        return multistatus(row(f"/c/{page}.ics", etag='"1"'), row("/c/", status=507), token=f"http://t/{page}")

    with scripted(answer) as server:
        with pytest.raises(ProviderError):
            caldav(f"{server.url}/c/", reading=20_000).changes(f"{server.url}/c/", "sync:http://t/0", {}, None)
        assert len(server.asked) < 200


def test_a_reading_has_a_time_for_all_its_answers() -> None:
    def answer(asked: Asked) -> Reply:
        server.over.wait(0.02)
        return multistatus(row("/c/", status=507), token=f"http://t/{len(server.asked)}")

    with scripted(answer) as server:
        with pytest.raises(Unreachable, match="without an end"):
            caldav(f"{server.url}/c/", reading_time=0.2).changes(f"{server.url}/c/", "sync:http://t/0", {}, None)
        assert len(server.asked) < 30


def test_homes_without_number_are_not_all_looked_at() -> None:
    homes = "".join(f"<d:href>/home/{number}/</d:href>" for number in range(5000))

    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/home/"):
            return multistatus(row(asked.path, type="<d:collection/>"))
        return multistatus(row(asked.path, principal=PRINCIPAL, home=homes))

    with scripted(answer) as server:
        assert caldav(server.url).calendars() == ()
        assert len(server.asked) < 50


ELSEWHERE = [
    "https://evil.example/cal/",
    "http://127.0.0.1.evil.example/cal/",
    "http://localhost@evil.example/cal/",
    "https://evil.example\\.{host}/cal/",
    "https://evil.example\\@{host}/cal/",
    "http://2130706433/cal/",
    "http://0x7f000001/cal/",
    "http://[::ffff:127.0.0.1]/cal/",
    "https://{host}.evil.example/cal/",
    "ftp://{host}/cal/",
    "http://[::1/cal/",
]


@pytest.mark.parametrize("place", ELSEWHERE)
@pytest.mark.parametrize("way", ["home", "principal", "redirect"])
def test_no_word_of_the_server_takes_the_password_elsewhere(
    place: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[str] = []
    monkeypatch.setattr("urllib3.util.connection.create_connection", _noted(reached))

    def answer(asked: Asked) -> Reply:
        there = place.format(host=server.url.removeprefix("http://"))
        if way == "redirect":
            return Reply(status=301, headers={"Location": there})
        named = f"<d:href>{there}</d:href>"
        return multistatus(row(asked.path, home=named) if way == "home" else row(asked.path, principal=named))

    with scripted(answer) as server:
        with pytest.raises((Refused, Unreachable)) as caught:
            caldav(f"{server.url}/here/").calendars()
        assert {f"http://{one}" for one in reached} == {server.url}
    assert PASSWORD not in str(caught.value)


def _noted(reached: list[str]) -> Callable[..., object]:
    import urllib3.util.connection  # noqa: PLC0415

    connect = urllib3.util.connection.create_connection

    def noting(address: tuple[str, int], *arguments: object, **options: object) -> object:
        reached.append(f"{address[0]}:{address[1]}")
        return connect(address, *arguments, **options)  # type: ignore[arg-type]

    return noting


@given(st.text(alphabet="evil.org\\\\@:/?#[]%;, \t\u3002\uff0f", max_size=12))
@example("evil.org\\.")
@example("evil.org\\@")
@example("evil.org/.")
@example("evil.org@")
def test_what_is_trusted_is_where_the_request_goes(planted: str) -> None:
    """Two programs that read one address in two ways are how a password gets to somebody else."""
    trust = Trust("https://dav.example.org/")
    try:
        named = joined("https://dav.example.org/", f"https://{planted}dav.example.org/cal/")
        trusted = trust.covers(named)
        asked = requests.Request("GET", named).prepare().url
    except (Refused, requests.RequestException):  # nothing is sent
        return
    if trusted:
        assert asked is not None
        host = parse_url(asked).host or ""
        assert host == "dav.example.org" or host.endswith(".dav.example.org")


def test_a_home_in_another_domain_is_named_with_the_line_that_allows_it() -> None:
    home = "<d:href>https://p42.cloud.example/cal/</d:href>"
    with (
        scripted(lambda asked: multistatus(row(asked.path, home=home))) as server,
        pytest.raises(Refused, match=r'set in the config: url = "https://p42\.cloud\.example/cal/"'),
    ):
        caldav(server.url).calendars()


@pytest.mark.parametrize("status", [400, 403, 500])
def test_a_server_that_repeats_the_credentials_does_not_get_them_told(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")

    def answer(asked: Asked) -> Reply:
        said = f"You sent {asked.headers['Authorization']} and {PASSWORD}"
        return Reply(status=status, headers={"Content-Type": "text/plain"}, body=said)

    with scripted(answer) as server:
        refused = Transport(server.url, "me", PASSWORD).ask("GET", server.url)
    told = f"{refused.error()} {refused!r} {caplog.text}"
    assert "You sent Basic" in told
    assert PASSWORD not in told
    assert server.asked[0].headers["Authorization"].removeprefix("Basic ") not in told


def test_a_precondition_without_end_is_cut() -> None:
    with scripted(lambda _: refusal(403, "d:" + "x" * 100_000)) as server:
        assert len(str(Transport(server.url, "me", PASSWORD).ask("GET", server.url).error())) < 1000
