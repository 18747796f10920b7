"""The way to the server: bounded, timed, counted, and never to somebody else."""

import base64
import gzip
import socket
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from providers.caldav.transport import Limits, Transport
from providers.errors import Forbidden, Missing, ProviderError, RateLimited, Refused, SignedOut, Unreachable
from tests.providers.scripted import Answer, Asked, Reply, Scripted, multistatus, refusal, row, scripted
from tests.providers.servers import free_port

PASSWORD = "s3cret-пароль"


class Meter:
    """Counts."""

    count = 0

    def __call__(self) -> None:
        self.count += 1


def transport(server: Scripted, meter: Meter | None = None, **limits: float) -> Transport:
    size = int(limits.pop("size", 100_000))
    return Transport(server.url, "me", PASSWORD, limits=Limits(size=size, **limits), meter=meter)  # type: ignore[arg-type]


def always(reply: Reply) -> Answer:
    return lambda _: reply


def credentials(asked: Asked) -> str:
    scheme, _, value = asked.headers.get("Authorization", " ").partition(" ")
    return base64.b64decode(value).decode() if scheme == "Basic" else scheme


def test_basic_credentials_go_out_with_the_first_request_in_any_alphabet() -> None:
    with scripted(always(multistatus())) as server:
        transport(server).ask("PROPFIND", server.url)
    assert [credentials(asked) for asked in server.asked] == [f"me:{PASSWORD}"]


def test_a_digest_challenge_is_taken_up_and_every_request_of_it_is_counted() -> None:
    def answer(asked: Asked) -> Reply:
        if credentials(asked) == "Digest":
            return multistatus()
        return Reply(status=401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'})

    meter = Meter()
    with scripted(answer) as server:
        way = transport(server, meter)
        assert way.ask("PROPFIND", server.url).status == 207
        assert meter.count == len(server.asked) == 2
        way.ask("PROPFIND", server.url)
        assert meter.count == len(server.asked) == 3


def test_credentials_that_are_not_taken_are_signed_out_and_stay_secret() -> None:
    with scripted(always(Reply(status=401, headers={"WWW-Authenticate": "Basic"}))) as server:
        with pytest.raises(SignedOut, match="aftertouch sync") as caught:
            transport(server).ask("PROPFIND", server.url)
        assert server.url in str(caught.value)
        assert PASSWORD not in repr(caught.value)


def test_a_proxy_is_not_told_what_is_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(always(multistatus())) as proxy, scripted(always(multistatus())) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        transport(server).ask("PROPFIND", server.url)
        assert (proxy.asked, len(server.asked)) == ([], 1)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_of_a_reading_is_followed_with_the_same_method_and_counted(status: int) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status=status, headers={"Location": "/there/"}) if asked.path == "/here/" else multistatus()

    meter = Meter()
    with scripted(answer) as server:
        answered = transport(server, meter).ask("PROPFIND", f"{server.url}/here/", "<x/>", {"Depth": "1"})
    assert answered.url == f"{server.url}/there/"
    assert [(asked.method, asked.path, asked.body) for asked in server.asked] == [
        ("PROPFIND", "/here/", "<x/>"),
        ("PROPFIND", "/there/", "<x/>"),
    ]
    assert server.asked[1].headers["Depth"] == "1"
    assert meter.count == 2


@pytest.mark.parametrize("method", ["PUT", "DELETE", "MKCALENDAR"])
def test_a_redirect_of_a_write_is_refused(method: str) -> None:
    with scripted(always(Reply(status=302, headers={"Location": "/there/"}))) as server:
        with pytest.raises(Refused, match="/there/"):
            transport(server).ask(method, f"{server.url}/here.ics")
        assert server.methods() == [method]


def test_a_redirect_to_another_origin_is_refused_and_nothing_is_sent_there() -> None:
    with scripted(always(multistatus())) as elsewhere:
        to_it = Reply(status=301, headers={"Location": f"{elsewhere.url}/"})
        with scripted(always(to_it)) as server, pytest.raises(Refused, match="redirects to"):
            transport(server).ask("PROPFIND", server.url)
        assert elsewhere.asked == []


def test_nothing_is_sent_to_a_server_that_is_not_the_accounts() -> None:
    with scripted(always(multistatus())) as elsewhere, scripted(always(multistatus())) as server:
        with pytest.raises(Refused, match="not the server of this account"):
            transport(server).ask("PROPFIND", elsewhere.url)
        assert elsewhere.asked == []


def test_a_redirect_in_circles_ends() -> None:
    with scripted(always(Reply(status=302, headers={"Location": "/"}))) as server:
        with pytest.raises(Refused, match="in circles"):
            transport(server).ask("GET", server.url)
        assert len(server.asked) < 10


def test_a_server_that_hangs_is_unreachable() -> None:
    def answer(_: Asked) -> Reply:
        server.over.wait(10)
        return multistatus()

    with scripted(answer) as server, pytest.raises(Unreachable, match="does not answer in time"):
        transport(server, silence=0.1).ask("PROPFIND", server.url)


def test_an_answer_that_trickles_is_given_up_though_bytes_keep_coming() -> None:
    sent = 0

    def trickle() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(200):
            server.over.wait(0.02)
            sent += 1
            yield b" "

    with scripted(always(Reply(body=trickle()))) as server:
        with pytest.raises(Unreachable, match="did not finish"):
            transport(server, silence=5, answer=0.2).ask("GET", server.url)
        assert sent < 200


def test_nobody_listening_is_unreachable() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(Unreachable, match=url):
        Transport(url, "me", PASSWORD).ask("GET", url)


def test_a_body_that_is_cut_off_is_unreachable() -> None:
    cut_off = Reply(headers={"Content-Length": "500"}, body=b"<multistatus")
    with scripted(always(cut_off)) as server, pytest.raises(Unreachable, match="broke off"):
        transport(server).ask("GET", server.url)


def test_a_connection_closed_without_an_answer_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        way = Transport(url, "me", PASSWORD, limits=Limits(silence=0.2))
        with pytest.raises(Unreachable):
            way.ask("GET", url)


@pytest.mark.parametrize("encoding", ["plain", "chunks", "gzip"])
def test_an_answer_that_is_too_large_is_refused_before_it_fills_the_memory(encoding: str) -> None:
    size = 30_000_000
    replies = {
        "plain": Reply(status=200, body=b"x" * size),
        "chunks": Reply(status=200, body=(b"x" * 100_000 for _ in range(size // 100_000))),
        "gzip": Reply(status=200, headers={"Content-Encoding": "gzip"}, body=gzip.compress(b"x" * size)),
    }
    with scripted(always(replies[encoding])) as server:
        way = transport(server, size=1_000_000)
        tracemalloc.start()
        with pytest.raises(Refused, match="larger than"):
            way.ask("GET", server.url)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8_000_000


def test_an_answer_within_the_limit_is_read_whole() -> None:
    text = "BEGIN:VCALENDAR é\n" * 4000
    body = gzip.compress(text.encode())
    reply = Reply(status=200, headers={"Content-Encoding": "gzip", "Content-Type": "text/calendar"}, body=body)
    with scripted(always(reply)) as server:
        assert transport(server).ask("GET", server.url).text == text


def with_entities(entities: str, name: str) -> Reply:
    body = (
        f'<?xml version="1.0"?><!DOCTYPE m [{entities}]><d:multistatus xmlns:d="DAV:">'
        f"<d:response><d:href>/a&{name};</d:href></d:response></d:multistatus>"
    )
    return Reply(headers={"Content-Type": "text/xml"}, body=body)


def test_a_bomb_of_entities_does_not_go_off() -> None:
    bomb = '<!ENTITY e0 "boom">' + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    tracemalloc.start()
    with scripted(always(with_entities(bomb, "e9"))) as server, pytest.raises(Unreachable):
        transport(server).ask("PROPFIND", server.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


def test_an_entity_that_names_a_file_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    entity = f'<!ENTITY file SYSTEM "{secret.as_uri()}">'
    with scripted(always(with_entities(entity, "file"))) as server:
        answer = transport(server).ask("PROPFIND", server.url)
    assert "hunter2" not in "".join(answer.tree.itertext())


def test_broken_xml_is_unreachable_not_an_empty_answer() -> None:
    reply = Reply(headers={"Content-Type": "text/xml"}, body="<d:multistatus xmlns:d='DAV:'><d:response>")
    with scripted(always(reply)) as server, pytest.raises(Unreachable, match="broken XML"):
        transport(server).ask("PROPFIND", server.url)


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_to_slow_down_says_for_how_long(status: int) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    for header, at_least, at_most in [("120", 120, 120), (later, 3500, 3600)]:
        reply = Reply(status=status, headers={"Retry-After": header})
        with scripted(always(reply)) as server, pytest.raises(RateLimited) as caught:
            transport(server).ask("GET", server.url)
        assert caught.value.retry_after is not None
        assert at_least <= caught.value.retry_after <= at_most


def test_a_rate_limit_without_a_time_says_so() -> None:
    with scripted(always(Reply(status=429))) as server, pytest.raises(RateLimited) as caught:
        transport(server).ask("GET", server.url)
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused),
        (403, Forbidden),
        (404, Missing),
        (410, Missing),
        (413, Forbidden),
        (415, Refused),
        (423, Unreachable),
        (500, Unreachable),
        (502, Unreachable),
        (503, Unreachable),
        (507, Forbidden),
    ],
)
def test_every_refusal_has_its_error_with_the_servers_words(status: int, kind: type[ProviderError]) -> None:
    reply = Reply(status=status, headers={"Content-Type": "text/plain"}, body="No\x1b[31m such\nluck")
    with scripted(always(reply)) as server:
        error = transport(server).ask("GET", f"{server.url}/x").error()
    assert type(error) is kind
    assert str(error) == f"{server.url}/x answered {status}: No[31m such luck"


def test_a_failed_precondition_is_named() -> None:
    with scripted(always(refusal(403, "c:valid-calendar-data"))) as server:
        error = transport(server).ask("PUT", f"{server.url}/x").error()
    assert isinstance(error, Refused)
    assert "valid-calendar-data" in str(error)


def test_a_row_with_a_status_that_nobody_expects_spoils_nothing() -> None:
    with scripted(always(multistatus(row("/a", status=418), row("/b", etag='"1"')))) as server:
        assert transport(server).ask("REPORT", server.url).status == 207
