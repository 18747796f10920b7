"""The folder of .ics files keeps the contract, and survives what file systems and other programs do."""

import multiprocessing
import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from providers.errors import Exists, Forbidden, Missing, ProviderError, Refused, TokenExpired, Unreachable
from providers.interface import Look, Provider
from providers.vdir import Vdir, files
from tests.providers.contract import ALL, Backend, ProviderContract, known_after, only_event, race, uids
from tests.providers.drafts import LOOK, WINDOW, draft, meeting, says, wanted


@dataclass(frozen=True, slots=True)
class FolderBackend:
    """A folder of calendars, and another program that writes into it."""

    root: Path
    dead_token: str = "http://example.org/sync/7"

    @property
    def calendar(self) -> str:
        return str(self.root / "personal")

    @property
    def no_calendar(self) -> str:
        return str(self.root / "nowhere")

    def provider(self, look: Look) -> Provider:
        return Vdir(self.root, look)

    def put(self, name: str, text: str) -> None:
        (self.root / "personal" / name).write_bytes(text.encode())

    def text(self, name: str) -> str:
        return (self.root / "personal" / name).read_bytes().decode()

    def delete(self, name: str) -> None:
        (self.root / "personal" / name).unlink()


class TestVdir(ProviderContract):
    @pytest.fixture
    def backend(self, tmp_path: Path) -> Backend:
        (tmp_path / "personal").mkdir()
        (tmp_path / "personal" / "displayname").write_text("Personal\n")
        return FolderBackend(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A calendar that is the account's path itself."""
    calendar = tmp_path / "home"
    calendar.mkdir()
    (calendar / "a.ics").write_bytes(meeting("a", "SUMMARY:#interview").encode())
    return calendar


@pytest.fixture
def vdir(folder: Path) -> Vdir:
    return Vdir(folder, LOOK)


# Which folders are calendars


def test_a_folder_with_events_is_a_calendar_itself(folder: Path, vdir: Vdir) -> None:
    assert [(calendar.id, calendar.name) for calendar in vdir.calendars()] == [(str(folder), "home")]


def test_an_empty_folder_is_a_calendar_too(tmp_path: Path) -> None:
    assert [calendar.id for calendar in Vdir(tmp_path, LOOK).calendars()] == [str(tmp_path)]


def test_the_subfolders_of_a_folder_without_events_are_calendars(tmp_path: Path) -> None:
    for name in ("work", "home", ".git"):
        (tmp_path / name).mkdir()
    (tmp_path / "work" / "displayname").write_text("Büro\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x")
    assert [calendar.name for calendar in Vdir(tmp_path, LOOK).calendars()] == ["home", "Büro"]


def test_of_a_calendar_only_the_subfolders_that_are_calendars_count(folder: Path, vdir: Vdir) -> None:
    (folder / "attachments").mkdir()
    (folder / "team").mkdir()
    (folder / "team" / "color").write_text("#ff0000")
    assert [calendar.name for calendar in vdir.calendars()] == ["home", "team"]


def test_a_calendar_stays_one_when_its_last_event_goes_beside_one_that_we_made(folder: Path, vdir: Vdir) -> None:
    made = vdir.make_calendar("Follow-ups")
    (folder / "a.ics").unlink()
    assert [calendar.id for calendar in vdir.calendars()] == [str(folder), made.id]


def test_a_display_name_that_can_not_be_read_is_no_name(tmp_path: Path) -> None:
    (tmp_path / "work" / "displayname").mkdir(parents=True)
    assert [calendar.name for calendar in Vdir(tmp_path, LOOK).calendars()] == ["work"]


def test_a_name_makes_a_folder_that_any_file_system_takes(tmp_path: Path) -> None:
    made = Vdir(tmp_path, LOOK).make_calendar("../Evil: / Name\n")
    assert Path(made.id).parent == tmp_path
    assert Path(made.id).name == "evil-name"
    assert Vdir(tmp_path, LOOK).make_calendar("///").name == "///"


def test_a_folder_of_the_wanted_name_that_bears_another_one_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "follow-ups").mkdir()
    (tmp_path / "follow-ups" / "displayname").write_text("Something else")
    made = Vdir(tmp_path, LOOK).make_calendar("Follow-ups")
    assert Path(made.id).name == "follow-ups-2"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_account_whose_folder_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="make it, or correct"):
        Vdir(tmp_path / "unmounted", LOOK).calendars()
    with pytest.raises(Missing):
        Vdir(tmp_path / "unmounted", LOOK).make_calendar("Follow-ups")


@pytest.mark.parametrize(
    "calendar", ["/", "/etc", "{root}/..", "{root}/../home2", "{root}/.git", "{root}/a.ics", "home"]
)
def test_no_other_folder_is_a_calendar_of_the_account(folder: Path, vdir: Vdir, calendar: str) -> None:
    (folder.parent / "home2").mkdir()
    (folder / ".git").mkdir()
    with pytest.raises(Missing):
        vdir.changes(calendar.format(root=folder), "", {}, WINDOW)


# Which files are events


@pytest.mark.parametrize(
    "href", ["../a.ics", "/etc/passwd.ics", "sub/a.ics", "..", ".hidden.ics", ".ics", "", "a.ics\0", "a\0.ics"]
)
def test_an_href_never_leads_out_of_the_folder(folder: Path, vdir: Vdir, href: str) -> None:
    (folder.parent / "a.ics").write_bytes(meeting("outside").encode())
    with pytest.raises(Refused):
        vdir.get(str(folder), href, None)
    with pytest.raises(Refused):
        vdir.update(str(folder), href, "x", draft(), ALL)
    with pytest.raises(Refused):
        vdir.delete(str(folder), href, "x")


def test_a_key_never_leads_out_of_the_folder(folder: Path, vdir: Vdir) -> None:
    with pytest.raises(Refused):
        vdir.create(str(folder), draft("../../x"))


def test_what_is_no_event_is_passed_over(folder: Path, vdir: Vdir) -> None:
    (folder / "folder.ics").mkdir()
    (folder / ".half-written.ics").write_text("BEGIN:VCAL")
    (folder / "a.ics.tmp").write_text("BEGIN:VCAL")
    (folder / "color").write_text("#00ff00")
    changes = vdir.changes(str(folder), "", {}, WINDOW)
    assert [item.href for item in changes.items] == ["a.ics"]


def test_a_link_inside_the_folder_is_read_and_never_written_through(folder: Path, vdir: Vdir) -> None:
    (folder / "kept.ics.real.ICS").write_bytes(meeting(draft().key).encode())
    (folder / "link.ics").symlink_to("kept.ics.real.ICS")
    item = vdir.get(str(folder), "link.ics", None)
    assert only_event(item).source.uid == draft().key
    with pytest.raises(Refused, match="is a link"):
        vdir.update(str(folder), item.href, item.etag, draft(), ALL)
    with pytest.raises(Refused, match="is a link"):
        vdir.delete(str(folder), item.href, item.etag)


def test_what_can_not_be_read_is_an_item_with_a_problem(folder: Path, vdir: Vdir) -> None:
    (folder.parent / "secret").write_bytes(meeting("secret").encode())
    (folder / "out.ics").symlink_to(folder.parent / "secret")
    (folder / "dangling.ics").symlink_to("nothing")
    (folder / "loop.ics").symlink_to("loop.ics")
    os.mkfifo(folder / "pipe.ics")
    (folder / "garbage.ics").write_bytes(b"\xff\xfe\0\1")
    (folder / "empty.ics").touch()
    changes = vdir.changes(str(folder), "", {}, WINDOW)
    problems = {item.href: item.problem for item in changes.items if item.problem}
    assert set(problems) == {"out.ics", "dangling.ics", "loop.ics", "pipe.ics", "garbage.ics", "empty.ics"}
    assert "leads out of its folder" in problems["out.ics"]
    assert "is no file" in problems["pipe.ics"]
    assert uids(changes) == {"a"}
    assert vdir.get(str(folder), "out.ics", None).events == ()


def test_a_broken_event_costs_no_neighbour(folder: Path, vdir: Vdir) -> None:
    broken = "BEGIN:VEVENT\r\nUID:broken\r\nDTSTART:tomorrow\r\nEND:VEVENT\r\nEND:VCALENDAR"
    (folder / "two.ics").write_bytes(meeting("good").replace("END:VCALENDAR", broken).encode())
    item = vdir.get(str(folder), "two.ics", None)
    assert [event.source.uid for event in item.events] == ["good"]
    assert "broken" in item.problem


def test_a_file_is_read_up_to_a_limit(folder: Path, vdir: Vdir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1024)
    (folder / "a.ics").write_bytes(meeting("a", "DESCRIPTION:" + "x" * 2000).encode())
    assert "is larger than" in vdir.get(str(folder), "a.ics", None).problem


# What counts as a change


def test_an_edit_of_the_same_size_at_the_same_time_is_a_change(folder: Path, vdir: Vdir) -> None:
    first = vdir.changes(str(folder), "", {}, WINDOW)
    before = (folder / "a.ics").stat()
    content = (folder / "a.ics").read_bytes()
    (folder / "a.ics").write_bytes(content.replace(b"T140000Z", b"T130000Z"))
    os.utime(folder / "a.ics", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert uids(vdir.changes(str(folder), first.token, known_after(first), WINDOW)) == {"a"}


def test_a_file_that_is_touched_or_copied_over_itself_did_not_change(folder: Path, vdir: Vdir) -> None:
    first = vdir.changes(str(folder), "", {}, WINDOW)
    shutil.copy(folder / "a.ics", folder / "copy")
    (folder / "copy").replace(folder / "a.ics")
    os.utime(folder / "a.ics", (0, 0))
    assert vdir.changes(str(folder), first.token, known_after(first), WINDOW).items == ()


def test_a_known_file_that_can_not_be_read_any_more_is_neither_unchanged_nor_gone(folder: Path, vdir: Vdir) -> None:
    first = vdir.changes(str(folder), "", {}, WINDOW)
    (folder / "a.ics").rename(folder.parent / "a.ics")
    (folder / "a.ics").symlink_to(folder.parent / "a.ics")
    delta = vdir.changes(str(folder), first.token, known_after(first), WINDOW)
    assert [(item.href, bool(item.problem)) for item in delta.items] == [("a.ics", True)]
    assert delta.removed == ()


def test_a_token_of_another_kind_is_not_taken(folder: Path, vdir: Vdir) -> None:
    with pytest.raises(TokenExpired):
        vdir.changes(str(folder), "1:17", {}, WINDOW)


def test_a_folder_never_costs_a_request(folder: Path, vdir: Vdir) -> None:
    vdir.changes(str(folder), "", {}, WINDOW)
    assert vdir.requests == 0


# Writing


def test_an_event_of_ours_is_updated_among_others_in_a_file_and_never_deleted_with_them(
    folder: Path, vdir: Vdir
) -> None:
    created = vdir.create(str(folder), draft())
    ours = (folder / created.href).read_bytes().decode()
    others = meeting("other", "SUMMARY:Mine").partition("BEGIN:VEVENT")[2].partition("END:VCALENDAR")[0]
    (folder / created.href).write_bytes(
        ours.replace("END:VCALENDAR", "BEGIN:VEVENT" + others + "END:VCALENDAR").encode()
    )
    item = vdir.get(str(folder), created.href, None)
    updated = vdir.update(str(folder), item.href, item.etag, draft(title="New"), frozenset({"title"}))
    assert {event.source.uid: event.title for event in updated.events} == {draft().key: "New", "other": "Mine"}
    with pytest.raises(Refused, match="other events"):
        vdir.delete(str(folder), updated.href, updated.etag)


def test_an_event_of_ours_beside_one_that_can_not_be_read_is_not_deleted(folder: Path, vdir: Vdir) -> None:
    created = vdir.create(str(folder), draft())
    broken = "BEGIN:VEVENT\r\nUID:broken\r\nEND:VEVENT\r\nEND:VCALENDAR"
    file = folder / created.href
    file.write_bytes(file.read_bytes().replace(b"END:VCALENDAR", broken.encode()))
    item = vdir.get(str(folder), created.href, None)
    with pytest.raises(Refused, match="other events"):
        vdir.delete(str(folder), item.href, item.etag)


def test_an_update_that_changes_nothing_writes_nothing(folder: Path, vdir: Vdir) -> None:
    created = vdir.create(str(folder), draft())
    updated = vdir.update(str(folder), created.href, created.etag, draft(), ALL)
    again = (folder / created.href).stat()
    same = vdir.update(str(folder), updated.href, updated.etag, draft(), ALL)
    assert same.etag == updated.etag
    assert (folder / created.href).stat() == again


def test_a_file_that_can_not_be_read_is_never_written(folder: Path, vdir: Vdir) -> None:
    os.mkfifo(folder / "pipe.ics")
    with pytest.raises(Refused):
        vdir.delete(str(folder), "pipe.ics", "x")


def test_a_link_in_the_place_of_a_new_event_is_not_followed(folder: Path, vdir: Vdir) -> None:
    (folder / f"{draft().key}.ics").symlink_to(folder.parent / "target")
    with pytest.raises(Exists):
        vdir.create(str(folder), draft())
    assert not (folder.parent / "target").exists()


def test_files_keep_their_mode_and_new_ones_have_the_usual(folder: Path, vdir: Vdir) -> None:
    (folder / "plain").touch()
    created = vdir.create(str(folder), draft())
    file = folder / created.href
    assert file.stat().st_mode == (folder / "plain").stat().st_mode
    file.chmod(0o640)
    vdir.update(str(folder), created.href, created.etag, draft(title="New"), ALL)
    assert file.stat().st_mode & 0o777 == 0o640


def test_nothing_half_written_is_left_or_seen(folder: Path, vdir: Vdir) -> None:
    created = vdir.create(str(folder), draft())
    vdir.update(str(folder), created.href, created.etag, draft(title="New"), ALL)
    with pytest.raises(Exists):
        vdir.create(str(folder), draft())
    assert sorted(path.name for path in folder.iterdir()) == ["a.ics", created.href]


def test_what_a_killed_process_left_behind_is_cleaned_up_and_what_a_running_one_writes_is_not(
    folder: Path, vdir: Vdir
) -> None:
    (folder / ".aftertouch-dead").write_text("BEGIN:VCAL")
    os.utime(folder / ".aftertouch-dead", (0, 0))
    (folder / ".aftertouch-alive").write_text("BEGIN:VCAL")
    vdir.create(str(folder), draft())
    assert not (folder / ".aftertouch-dead").exists()
    assert (folder / ".aftertouch-alive").exists()


def test_a_full_disk_is_forbidden_and_leaves_nothing(folder: Path, vdir: Vdir) -> None:
    with small_files(), pytest.raises(ProviderError):
        vdir.create(str(folder), draft(description="x" * 100_000))
    assert sorted(path.name for path in folder.iterdir()) == ["a.ics"]


def test_a_read_only_folder_says_so_and_takes_nothing() -> None:
    with read_only_folder() as folder:
        vdir = Vdir(folder, LOOK)
        assert [calendar.writable for calendar in vdir.calendars()] == [False]
        item = vdir.get(str(folder), draft().key, None)
        assert says(only_event(item)) == wanted(draft())
        with pytest.raises(Forbidden):
            vdir.create(str(folder), draft("k0000000000000000002"))
        with pytest.raises(Forbidden):
            vdir.update(str(folder), item.href, item.etag, draft(title="New"), ALL)
        with pytest.raises(Forbidden):
            vdir.delete(str(folder), item.href, item.etag)
        with pytest.raises(Forbidden):
            vdir.make_calendar("Follow-ups")


def test_a_file_that_may_not_be_read_is_an_item_with_a_problem() -> None:
    with read_only_folder(mode=0o000) as folder:
        (item,) = Vdir(folder, LOOK).changes(str(folder), "", {}, WINDOW).items
        assert "Permission denied" in item.problem


def test_of_many_who_update_the_same_version_one_does(folder: Path, vdir: Vdir) -> None:
    created = vdir.create(str(folder), draft())
    wishes = [draft(title=f"Title {number}") for number in range(8)]
    outcomes = race([partial(vdir.update, str(folder), created.href, created.etag, wish, ALL) for wish in wishes])
    assert outcomes == {"done": 1, "Changed": 7}


def test_of_many_processes_one_creates(folder: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        outcomes = pool.map(_create, [folder] * 8)
    assert sorted(outcomes) == ["created"] + ["existed"] * 7


def test_a_killed_process_leaves_no_event_half_written(folder: Path, vdir: Vdir) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_create_and_update_for_ever, args=(folder,))
    process.start()
    while len(list(folder.glob("k*.ics"))) < 25:
        assert process.is_alive()
    process.kill()
    process.join()
    items = vdir.changes(str(folder), "", {}, WINDOW).items
    assert len(items) > 25
    assert [item.problem for item in items if item.problem] == []


def _create(folder: Path) -> str:
    try:
        Vdir(folder, LOOK).create(str(folder), draft())
    except Exists:
        return "existed"
    return "created"


def _create_and_update_for_ever(folder: Path) -> None:
    vdir = Vdir(folder, LOOK)
    for number in count():
        wish = draft(f"k{number:019}", description="x" * 5000)
        created = vdir.create(str(folder), wish)
        vdir.update(str(folder), created.href, created.etag, replace(wish, description="y" * 9000), ALL)


@contextmanager
def small_files() -> Iterator[None]:
    """No file may grow beyond some bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@contextmanager
def read_only_folder(mode: int = 0o444) -> Iterator[Path]:
    """A folder with an event of ours, of which nothing can be changed; also by root, who becomes nobody meanwhile."""
    folder = Path(tempfile.mkdtemp())
    file = folder / f"{draft().key}.ics"
    Vdir(folder, LOOK).create(str(folder), draft())
    file.chmod(mode)
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        os.seteuid(user)
        folder.chmod(0o755)
        shutil.rmtree(folder)
