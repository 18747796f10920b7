"""From what a person writes to their calendars, on real servers and on odd ones."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import dns.resolver
import pytest

from providers.caldav import CalDav, srv
from providers.errors import Forbidden, Refused, SignedOut, Unreachable
from providers.interface import Look
from tests.providers.scripted import Answer, Asked, Reply, multistatus, refusal, row, scripted
from tests.providers.servers import Server, xandikos_tls

CALENDAR = "<d:collection/><c:calendar/>"
WRITE = "<d:privilege><d:write/></d:privilege>"
READ = "<d:privilege><d:read/></d:privilege>"


def account(server: Server, url: str | None = None, password: str | None = None) -> CalDav:
    return CalDav(url or server.url, server.username, server.password if password is None else password, Look())


def names(provider: CalDav) -> list[str]:
    return [calendar.name for calendar in provider.calendars()]


@pytest.fixture
def personal(server: Server) -> str:
    server.clear()
    server.make_calendar("Tasks", component="VTODO")
    return server.make_calendar("Personal: Zoë & Co.")


@pytest.mark.parametrize("where", ["server", "host", "principal", "home", "calendar", "calendar without slash"])
def test_the_calendar_is_found_from_whatever_the_person_knows(server: Server, personal: str, where: str) -> None:
    url = {
        "server": server.url,
        "host": urlsplit(server.url).netloc,
        "principal": server.home.removesuffix("calendars/"),
        "home": server.home,
        "calendar": personal,
        "calendar without slash": personal.rstrip("/"),
    }[where]
    provider = account(server, url)
    (calendar,) = provider.calendars()
    assert (calendar.id, calendar.name, calendar.writable) == (personal, "Personal: Zoë & Co.", True)


def test_every_request_of_discovery_is_counted(server: Server, personal: str) -> None:
    count = 0

    def meter() -> None:
        nonlocal count
        count += 1

    before = server.seen()
    CalDav(server.url, server.username, server.password, Look(), meter=meter).calendars()
    assert count == server.seen() - before > 0


def test_a_calendar_is_made_beside_the_one_that_url_names(server: Server, personal: str) -> None:
    made = account(server, personal).make_calendar("Follow-ups")
    assert made.id == f"{server.home}follow-ups/"
    assert account(server).make_calendar("Follow-ups") == made


def test_a_calendar_is_made_beside_one_whose_address_it_would_have(server: Server, personal: str) -> None:
    before = server.seen()
    first = account(server).make_calendar("Follow ups")
    second = account(server).make_calendar("Follow-Ups!")
    assert server.methods()[before:].count("MKCALENDAR") == 2
    assert [first.id, second.id] == [f"{server.home}follow-ups/", f"{server.home}follow-ups-2/"]


def test_two_that_make_the_same_calendar_at_once_get_the_same() -> None:
    stands = False

    def answer(asked: Asked) -> Reply:
        nonlocal stands
        if asked.method == "MKCALENDAR":  # the other one was quicker
            stands = True
            return Reply(status=405)
        inside = [row("/me/follow-ups/", type=CALENDAR, name="Follow-ups")] if stands else []
        home = row("/me/", type="<d:collection/>", home="<d:href>/me/</d:href>")
        return multistatus(home, *(inside if asked.headers["Depth"] == "1" else []))

    with scripted(answer) as server:
        made = CalDav(f"{server.url}/me/", "me", "secret", Look()).make_calendar("Follow-ups")
    assert made.id == f"{server.url}/me/follow-ups/"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with xandikos_tls(tmp_path_factory.mktemp("tls")) as running:
        yield running


def test_a_certificate_of_a_private_authority_is_trusted_by_ca_file_alone(tls: Server) -> None:
    assert names(CalDav(tls.url, tls.username, tls.password, Look(), ca_file=tls.ca_file)) == ["calendar"]
    with pytest.raises(Unreachable, match=r"`ca_file` \(self.signed certificate\)"):
        CalDav(tls.url, tls.username, tls.password, Look()).calendars()


def test_a_certificate_for_another_host_is_not_trusted(tls: Server) -> None:
    elsewhere = tls.url.replace("localhost", "127.0.0.1")
    with pytest.raises(Unreachable, match=r"not valid for '127\.0\.0\.1'"):
        CalDav(elsewhere, tls.username, tls.password, Look(), ca_file=tls.ca_file).calendars()


def test_a_wrong_password_is_signed_out(tls: Server) -> None:
    with pytest.raises(SignedOut):
        CalDav(tls.home, tls.username, "wrong", Look(), ca_file=tls.ca_file).calendars()


def test_netrc_is_never_read(tls: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine localhost login {tls.username} password {tls.password}\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with pytest.raises(SignedOut):
        CalDav(tls.home, "", "", Look(), ca_file=tls.ca_file).calendars()


def test_a_ca_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ca_file"):
        CalDav("https://dav.example.org/", "me", "secret", Look(), ca_file=tmp_path / "missing.pem")


def scripted_calendars(*rows: str) -> Answer:
    return lambda asked: multistatus(*(rows if asked.headers.get("Depth") == "1" else rows[:1]))


def test_a_server_that_sees_nobody_in_spite_of_the_credentials_is_signed_out() -> None:
    anonymous = multistatus(row("/", principal="<d:unauthenticated/>"))
    with scripted(lambda _: anonymous) as server, pytest.raises(SignedOut):
        CalDav(server.url, "me", "secret", Look()).calendars()


def test_a_root_that_answers_without_a_principal_is_refused_with_what_to_do() -> None:
    bare = multistatus(row("/", type="<d:collection/>"))
    with scripted(lambda _: bare) as server, pytest.raises(Refused, match="set `url`"):
        CalDav(server.url, "me", "secret", Look()).calendars()


def test_a_web_server_that_is_no_calendar_server_is_refused() -> None:
    page = Reply(status=200, headers={"Content-Type": "text/html"}, body="<p>Welcome")
    with scripted(lambda _: page) as server, pytest.raises(Refused, match="not as a CalDAV server"):
        CalDav(server.url, "me", "secret", Look()).calendars()


@pytest.mark.parametrize("elsewhere", ["/sign-in", "https://network.example.org/sign-in"])
def test_a_network_that_wants_a_sign_in_does_not_lead_from_the_calendar_that_is_named_to_others(elsewhere: str) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/me/personal/":
            return Reply(status=302, headers={"Location": elsewhere})
        if asked.path == "/sign-in":
            return Reply(status=200, headers={"Content-Type": "text/html"}, body="<p>Welcome")
        return multistatus(
            row("/", home="<d:href>/me/</d:href>"), row("/me/others/", type=CALENDAR, name="Others", privileges=WRITE)
        )

    with scripted(answer) as server, pytest.raises(Refused, match=r"not as a CalDAV server|redirects to"):
        CalDav(f"{server.url}/me/personal/", "me", "secret", Look()).calendars()


@pytest.mark.parametrize("url", ["/me/personal/", "/me/personal"])
def test_a_calendar_that_is_missing_from_its_home_does_not_lead_to_the_others_there(url: str) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/me/personal"):
            return Reply(status=404)
        home = row("/me/", type="<d:collection/>", home="<d:href>/me/</d:href>")
        return multistatus(home, row("/me/others/", type=CALENDAR, name="Others", privileges=WRITE))

    with scripted(answer) as server:
        provider = CalDav(f"{server.url}{url}", "me", "secret", Look())
        with pytest.raises(Refused, match="does not exist"):
            provider.calendars()
        with pytest.raises(Refused, match="does not exist"):
            provider.make_calendar("Follow-ups")
        assert "MKCALENDAR" not in server.methods()


def test_calendars_tell_whether_they_can_be_written() -> None:
    home = row("/me/", type="<d:collection/>", home="<d:href>/me/</d:href>")
    calendars = [
        row("/me/a/", type=CALENDAR, name="Mine", privileges=WRITE + READ),
        row("/me/b/", type=CALENDAR, name="Theirs", privileges=READ),
        row("/me/c/", type=CALENDAR),
        row("/me/inbox/", type="<d:collection/><c:schedule-inbox/>"),
    ]
    with scripted(scripted_calendars(home, *calendars)) as server:
        found = CalDav(f"{server.url}/me/", "me", "secret", Look()).calendars()
    assert [(calendar.name, calendar.writable) for calendar in found] == [
        ("Mine", True),
        ("Theirs", False),
        ("c", True),
    ]


def test_all_homes_of_a_principal_are_looked_at() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path in {"/one/", "/two/"}:
            return multistatus(row(f"{asked.path}calendar/", type=CALENDAR, name=asked.path))
        return multistatus(row("/", home="<d:href>/one/</d:href><d:href>/two</d:href>"))

    with scripted(answer) as server:
        assert names(CalDav(server.url, "me", "secret", Look())) == ["/one/", "/two/"]


def test_a_home_on_another_host_is_not_told_the_password() -> None:
    with scripted(lambda _: multistatus()) as elsewhere:
        home = row("/", home=f"<d:href>{elsewhere.url}/me/</d:href>")
        with scripted(lambda _: multistatus(home)) as server, pytest.raises(Refused, match="not the server"):
            CalDav(server.url, "me", "secret", Look()).calendars()
        assert elsewhere.asked == []


def test_dns_is_asked_only_where_the_host_itself_leads_nowhere() -> None:
    asked = []

    def services(host: str) -> Iterator[str]:
        asked.append(host)
        yield from ()

    with scripted(lambda _: Reply(status=404)) as server, pytest.raises(Refused):
        CalDav(server.url, "me", "secret", Look(), services=services).calendars()
    assert asked == []
    with pytest.raises(Unreachable):
        CalDav("calendar.invalid", "me", "secret", Look(), services=services).calendars()
    assert asked == ["calendar.invalid"]


def test_a_host_that_does_not_answer_is_found_where_dns_says() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/dav/":
            return multistatus(row("/dav/", home="<d:href>/me/</d:href>"))
        return multistatus(row("/me/cal/", type=CALENDAR, name="Personal"))

    with scripted(answer) as server:
        services = {"calendar.invalid": [f"{server.url}/dav/"]}
        provider = CalDav("me@calendar.invalid", "me", "secret", Look(), services=lambda host: iter(services[host]))
        assert names(provider) == ["Personal"]


def test_a_principal_that_is_gone_is_refused() -> None:
    def answer(asked: Asked) -> Reply:
        gone = asked.path == "/principal/"
        return multistatus(
            row("/principal/", status=404) if gone else row("/", principal="<d:href>/principal/</d:href>")
        )

    with scripted(answer) as server, pytest.raises(Refused):
        CalDav(server.url, "me", "secret", Look()).calendars()


def test_a_calendar_that_may_not_be_made_is_forbidden() -> None:
    home = multistatus(row("/me/", type="<d:collection/>", home="<d:href>/me/</d:href>"))

    def answer(asked: Asked) -> Reply:
        return refusal(403) if asked.method == "MKCALENDAR" else home

    with scripted(answer) as server, pytest.raises(Forbidden):
        CalDav(f"{server.url}/me/", "me", "secret", Look()).make_calendar("Follow-ups")


def records(monkeypatch: pytest.MonkeyPatch, answers: dict[str, list[Any]]) -> None:
    def resolve(name: str, kind: str, lifetime: float) -> list[Any]:
        assert name == "_caldavs._tcp.example.org"
        assert lifetime < 10
        if kind not in answers:
            raise dns.resolver.NXDOMAIN
        return answers[kind]

    monkeypatch.setattr(dns.resolver, "resolve", resolve)


def service(target: str, port: int = 443, priority: int = 0, weight: int = 0) -> SimpleNamespace:
    return SimpleNamespace(target=target, port=port, priority=priority, weight=weight)


def test_services_are_named_by_priority_and_weight_with_the_path_of_txt(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        service("c.example.org.", priority=2),
        service("a.example.org."),
        service("b.example.org.", 8443, weight=5),
    ]
    records(monkeypatch, {"SRV": found, "TXT": [SimpleNamespace(strings=[b"path=/dav/"])]})
    assert list(srv.services("example.org")) == [
        "https://b.example.org:8443/dav/",
        "https://a.example.org/dav/",
        "https://c.example.org/dav/",
    ]


def test_a_domain_that_offers_nothing_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    records(monkeypatch, {"SRV": [service(".")]})
    assert list(srv.services("example.org")) == []
    records(monkeypatch, {})
    assert list(srv.services("example.org")) == []


def test_a_service_in_another_domain_is_told_to_the_person_and_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    records(monkeypatch, {"SRV": [service("caldav.hoster.example.")]})
    with pytest.raises(Refused, match=r"https://caldav\.hoster\.example/"):
        list(srv.services("example.org"))
