"""What the doctor says of servers, calendars and tags."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.errors import BAD_CONFIG, DONE, TRY_LATER
from tests.dav.asked import Answer
from tests.dav.faults import answering, kind
from tests.dav.server import dav_server
from tests.google.server import CalendarApi
from tests.providers.servers import Server, free_port
from tests.service.examined import change, dav_rig, findings, folder_rig, google_rig, quirky_rig, told
from tests.service.rig import interview


def test_an_address_at_which_nobody_answers(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    port = free_port()
    change(rig, rig.client.account.splitlines()[1], f'url = "http://127.0.0.1:{port}/"')
    said = told(rig, "connection", "fail", TRY_LATER)
    assert said.startswith(f"127.0.0.1:{port} takes no connections | Check the address and its port")


def test_a_name_that_does_not_exist(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    change(rig, rig.client.account.splitlines()[1], 'url = "https://nowhere.invalid/dav/"')
    assert "nowhere.invalid is a name that DNS does not know | Check" in told(rig, "connection", "fail", TRY_LATER)


def test_an_address_that_leads_to_no_calendars(dav: Server, google: CalendarApi, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    change(rig, rig.client.account.splitlines()[1], f'url = "{google.url}/dav/"')
    said = told(rig, "calendars", "fail", TRY_LATER)
    assert "none are found" in said
    assert "Set url in the configuration" in said


def test_a_server_that_hangs_is_told_of_in_time(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        address = f"http://127.0.0.1:{hanging.getsockname()[1]}/"
        change(rig, rig.client.account.splitlines()[1], f'url = "{address}"')
        before = datetime.now(UTC)
        assert "does not answer | Try again later" in told(rig, "connection", "fail", TRY_LATER, patience=1)
        assert datetime.now(UTC) - before < timedelta(seconds=4)


def test_a_server_that_drips_is_told_of_in_time(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    with dripping() as address:
        change(rig, rig.client.account.splitlines()[1], f'url = "{address}"')
        before = datetime.now(UTC)
        assert "does not answer | Try again later" in told(rig, "connection", "fail", TRY_LATER, patience=1)
        assert datetime.now(UTC) - before < timedelta(seconds=4)


@contextmanager
def dripping() -> Iterator[str]:
    """A server whose answers never end, a byte at a time."""
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not over.wait(0.05):
                connection.sendall(b"x")

    def accept(server: socket.socket) -> None:
        with suppress(OSError):
            while not over.is_set():
                threading.Thread(target=drip, args=(server.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, args=(server,), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        over.set()


def test_a_server_that_hangs_holds_no_other_account_up(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        other = (
            f'[[accounts]]\nname = "two"\nprovider = "caldav"\nurl = "http://127.0.0.1:{hanging.getsockname()[1]}/"\n'
        )
        rig.configure(other)
        examination = findings(rig, patience=2)
    bad = [(one.account, one.check) for one in examination.findings if one.verdict == "fail"]
    assert bad == [("two", "connection")]


def test_a_certificate_that_the_server_made_itself(tls: Server, tmp_path: Path) -> None:
    said = told(dav_rig(tls, tmp_path), "connection", "fail", TRY_LATER)
    assert "shows a certificate that is not trusted here: self-signed certificate" in said
    assert "set ca_file to its certificate" in said


def test_a_server_that_speaks_no_tls(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    change(rig, 'url = "http://', 'url = "https://')
    assert "does not speak TLS there | Check the address" in told(rig, "connection", "fail", TRY_LATER)


@pytest.mark.parametrize(
    ("ahead", "verdict", "code", "said"),
    [
        (timedelta(hours=1, minutes=1), "fail", TRY_LATER, "61 minutes ahead of"),
        (timedelta(hours=-3, minutes=-1), "fail", TRY_LATER, "3 hours behind"),
        (timedelta(minutes=3, seconds=10), "warn", DONE, "3 minutes ahead of"),
    ],
)
def test_a_clock_that_is_wrong(
    dav: Server, tmp_path: Path, ahead: timedelta, verdict: str, code: int, said: str
) -> None:
    rig = dav_rig(dav, tmp_path)
    assert told(rig, "clock", verdict, code, ahead=ahead) == (
        f"this computer's is {said} the server's | Set the clock: timedatectl set-ntp true"
    )


def test_a_calendar_that_is_gone(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path, 'calendars = ["Jobs"]\n')
    said = told(rig, "calendars", "fail", BAD_CONFIG)
    assert 'there is no calendar "Jobs"; there are: "Personal"' in said
    assert "Correct the name in the configuration" in said


def test_a_target_that_is_not_there_yet(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    change(rig, f'url = "{rig.client.account.split(chr(34))[3]}"', f'url = "{dav.home}"')
    rig.configure(f'calendars = ["{rig.client.account.split(chr(34))[3]}"]\nwrite_to = "Follow-ups"\n')
    change(rig, f'url = "{rig.client.account.split(chr(34))[3]}"', f'url = "{dav.home}"')
    assert 'there is no calendar "Follow-ups" yet | Nothing to do: the next' in told(rig, "target", "warn")


def test_a_calendar_that_can_not_be_read(tmp_path: Path) -> None:
    with dav_server() as server:
        server.put(server.make_calendar("Personal"), "a.ics", interview())
        server.fail(answering(Answer(status=500)), when=kind("sync-collection", "calendar-query"), times=None)
        rig = quirky_rig(server, tmp_path, "")
        said = told(rig, "problems", "fail", TRY_LATER)
    assert 'a sync would report: calendar "Personal": ' in said


def test_a_target_of_a_service_account_that_is_not_there(google: CalendarApi, tmp_path: Path) -> None:
    key = google.service_account()
    (tmp_path / "key.json").write_text(json.dumps(key))
    (tmp_path / "key.json").chmod(0o600)
    rig = google_rig(google, tmp_path)
    google.person.share(rig.client.calendar, key["client_email"], "reader")  # type: ignore[attr-defined]
    lines = rig.client.account.splitlines()
    rig.client.account = "\n".join(
        [lines[0], f'service_account = "{tmp_path / "key.json"}"', *lines[3:], 'write_to = "Follow-ups"', ""]
    )
    rig.configure("")
    said = told(rig, "target", "fail", BAD_CONFIG)
    assert 'there is no calendar "Follow-ups" | Make it, share it with the service account' in said


def test_a_caldav_calendar_without_the_right_to_write(tmp_path: Path) -> None:
    with dav_server() as server:
        shared = server.make_calendar("Shared", writable=False)
        server.put(shared, "a.ics", interview())
        said = told(quirky_rig(server, tmp_path, 'write_to = "Shared"\n'), "target", "fail", TRY_LATER)
    assert '"Shared" can\'t be written to | Let yourself make changes to it' in said


def test_a_google_calendar_without_the_right_to_write(google: CalendarApi, tmp_path: Path) -> None:
    rig = google_rig(google, tmp_path, 'write_to = "Team"\n')
    boss = google.add_person("boss@example.org")
    team = boss.calendar("Team")
    boss.share(team, "me@example.org", "reader")
    assert '"Team" can\'t be written to' in told(rig, "target", "fail", TRY_LATER)


@pytest.mark.parametrize(
    ("title", "tags", "said"),
    [
        ("Lunch", "", "| Write #interview into the title or the description of an interview"),
        ("Interview with Acme", "", '"Interview with Acme" may be one | Write #interview into its title.'),
        (
            "Talk with Acme #Interview",
            '[tags]\nhashtag = "#job"\n',
            '| Set hashtag = "#interview" under [tags] in the configuration, or write #job instead.',
        ),
    ],
)
@pytest.mark.parametrize("synced", [False, True])
def test_no_event_with_the_tag(tmp_path: Path, title: str, tags: str, said: str, synced: bool) -> None:
    rig = folder_rig(tmp_path, tags)
    rig.client.put("interview.ics", interview(title=title))
    if synced:
        rig.sync()
    assert said in told(rig, "tags", "warn")


def test_what_a_sync_would_report(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    rig.client.put("interview.ics", interview(description="Decision: sometime soonish"))
    said = told(rig, "problems", "warn")
    assert said.startswith('a sync would report: "Interview with Acme": Decision:')
    assert said.endswith("| See all of them: aftertouch sync --dry-run")


def test_follow_ups_that_a_newer_version_wrote_on_another_computer(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    rig.sync()
    name = next(one for one in rig.client.names() if one != "interview.ics" and "Email" in rig.client.text(one))
    rig.client.put(name, rig.client.text(name).replace("X-AFTERTOUCH-VERSION:1", "X-AFTERTOUCH-VERSION:2"))
    assert "another computer with a newer Aftertouch wrote 1 follow-up here" in told(rig, "other computers", "warn")
