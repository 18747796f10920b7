"""Google as a person meets it, over weeks: the server's log is the oracle, and the time is an argument."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from sync.errors import DONE, TRY_LATER
from sync.report import Report
from sync.service import serve_all
from sync.settings import load_file
from sync.wishes import Wishes
from tests.google.answers import Answer, full_sync_required, quota_exceeded, rate_limited
from tests.google.asked import Asked, Entry
from tests.google.faults import Handle, answering, api, calls, dropped, lost, page, truncated, twice, writes
from tests.google.server import CalendarApi, calendar_api
from tests.google.store import Body
from tests.service.rig import run

MONDAY = datetime(2026, 10, 19, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAME = ("calendar.events", "calendar.calendarlist.readonly")
OWN = ("calendar.events.readonly", "calendar.calendarlist.readonly", "calendar.app.created")


@dataclass(kw_only=True)
class Life:
    """A person with one calendar, and Aftertouch."""

    google: CalendarApi
    folder: Path

    def __post_init__(self) -> None:
        self.calendar = self.google.person.primary
        self.config = self.folder / "config.toml"
        self.sign_in(*SAME)
        self.configure()

    def sign_in(self, *scopes: str) -> None:
        (self.folder / "client_secrets.json").write_text(json.dumps(self.google.client_secrets()))
        token_file = self.folder / "token.json"
        token_file.write_text(json.dumps(self.google.authorized_user(*scopes)))
        token_file.chmod(0o600)

    def configure(self, extra: str = "", tags: str = "") -> None:
        self.config.write_text(
            f'state_dir = "{self.folder / "state"}"\n[home]\ntimezone = "America/New_York"\n{tags}'
            f'[[accounts]]\nname = "mine"\nprovider = "google"\nclient_secrets = "client_secrets.json"\n'
            f'token_file = "token.json"\nendpoint = "{self.google.endpoint}"\n{extra}'
        )
        self.config.chmod(0o600)

    def sync(self, now: datetime | None = None, *, dry_run: bool = False) -> Report:
        settings = load_file(self.config)
        now = now or self.google.clock.now()
        reports, bugs = serve_all(settings, settings.accounts, Wishes(dry_run=dry_run), now=now)
        assert bugs == ()
        return reports[0]

    def follow_ups(self) -> dict[str, Body]:
        """What Aftertouch has written, in all calendars; each once."""
        person = self.google.person
        found = [
            (event_id, body)
            for calendar in person.calendars()
            for event_id, body in person.events(calendar).items()
            if "aftertouchKey" in body.get("extendedProperties", {}).get("private", {})
        ]
        identities = Counter(_identity(body) for _, body in found)
        assert max(identities.values(), default=1) == 1, identities
        return dict(found)

    def lose_the_ledger(self) -> None:
        for file in (self.folder / "state").glob("*.sqlite*"):
            file.unlink()


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    with calendar_api(now=MONDAY) as google:
        yield Life(google=google, folder=tmp_path)
        assert google.violations() == []


def interview(at: datetime = MONDAY + 5 * HOUR, **more: Any) -> Body:
    return {
        "summary": "Interview with Acme #interview",
        "description": "Stage: decision\nDecision: 2026-10-29\nInterviewers: Jane Doe <jane@acme.example>",
        "start": {"dateTime": at.isoformat(), "timeZone": "America/New_York"},
        "end": {"dateTime": (at + HOUR).isoformat(), "timeZone": "America/New_York"},
        **more,
    }


def methods(entries: list[Entry]) -> Counter[str]:
    return Counter(entry.method_id.removeprefix("calendar.") for entry in entries)


def test_a_follow_up_costs_one_request_and_nothing_new_costs_one(life: Life) -> None:
    life.google.person.put(life.calendar, interview())
    report = life.sync()
    assert report.created == len(life.follow_ups()) == 4
    assert methods(life.google.requests()) == {"calendarList.list": 1, "events.list": 1, "events.insert": 4}
    assert report.requests == 6
    for _ in range(3):
        life.google.forget()
        assert life.sync().requests == 1
        assert methods(life.google.requests()) == {"events.list": 1}


def test_a_full_calendar_is_read_by_one_request(life: Life) -> None:
    for number in range(2499):
        at = MONDAY + timedelta(minutes=20 * number)
        life.google.person.put(life.calendar, interview(at, summary=f"Meeting {number}", description=""))
    life.google.person.put(life.calendar, interview())
    assert life.sync().created == 4
    listed = [entry for entry in life.google.requests() if entry.method_id == "calendar.events.list"]
    assert len(listed) == 1
    assert sum(entry.sent for entry in listed) < 2500 * 700
    life.google.forget()
    assert life.sync().requests == 1


def test_short_pages_and_a_lost_place_in_the_middle_are_read_to_the_end(life: Life) -> None:
    life.google.habits.page_size = 3
    for number in range(10):
        life.google.person.put(life.calendar, interview(MONDAY + number * DAY, summary="Lunch", description=""))
    life.google.person.put(life.calendar, interview())
    life.google.fail(answering(full_sync_required()), when=page(3))
    assert life.sync().created == 4
    umbrella = interview(MONDAY + 30 * HOUR, summary="Interview with Umbrella #interview")
    life.google.person.put(life.calendar, umbrella, event_id="umbrella")
    for number in range(10):
        life.google.person.put(life.calendar, interview(MONDAY + number * DAY, summary="Tea", description=""))
    life.google.fail(answering(full_sync_required()), when=page(2))
    assert life.sync().exit_code == DONE
    assert "umbrella" in {_private(body)["aftertouchSource"] for body in life.follow_ups().values()}
    assert life.sync().actions == ()


@pytest.mark.parametrize("write_to", ["same", "Follow-ups"])
@pytest.mark.parametrize("fault", [lost, dropped, truncated], ids=["lost", "dropped", "truncated"])
def test_whichever_reply_gets_lost_one_more_sync_puts_all_right(tmp_path: Path, fault: Any, write_to: str) -> None:
    number = 0
    happened = True
    while happened:
        with calendar_api(now=MONDAY) as google:
            folder = tmp_path / str(number)
            folder.mkdir()
            life = Life(google=google, folder=folder)
            life.sign_in(*(SAME if write_to == "same" else OWN))
            life.configure(f'write_to = "{write_to}"\n')
            google.person.put(life.calendar, interview())
            rule = google.fail(fault(), when=api, skip=number)
            life.sync()
            life.sync()
            assert len(life.follow_ups()) == 4, number
            assert life.sync().actions == (), number
            assert len(google.person.calendars()) == (1 if write_to == "same" else 2), number
            happened = rule.hits > 0
            number += 1
    assert number > 6


def test_a_creation_that_is_delivered_twice_makes_one_event(life: Life) -> None:
    life.google.person.put(life.calendar, interview())
    life.google.fail(twice(), when=calls("calendar.events.insert"), times=None)
    life.sync()
    assert len(life.follow_ups()) == 4
    assert life.sync().actions == ()


def test_many_follow_ups_travel_together(life: Life) -> None:
    for number in range(4):
        facts = (
            f"Company: C{number}\nStage: decision\nDecision: in 14 days\nInterviewers: Jane <jane@c{number}.example>"
        )
        life.google.person.put(life.calendar, interview(MONDAY + (5 + 24 * number) * HOUR, description=facts))
    wanted = life.sync(dry_run=True).created
    together = Barrier(4)

    def all_arrive(asked: Asked, handle: Handle) -> Answer:
        together.wait(10)
        return handle(asked)

    life.google.fail(all_arrive, when=calls("calendar.events.insert"), skip=1, times=8)
    assert life.sync().created == len(life.follow_ups()) == wanted
    assert life.sync().actions == ()


def test_what_the_person_deleted_stays_deleted_also_without_the_ledger(life: Life) -> None:
    life.google.person.put(life.calendar, interview())
    life.sync()
    gone = next(iter(life.follow_ups()))
    life.google.person.delete(life.calendar, gone)
    life.lose_the_ledger()
    for number in range(10):
        life.sync(MONDAY + number * HOUR)
        assert len(life.follow_ups()) == 3
    assert gone not in life.follow_ups()


def test_an_interview_that_is_cancelled_and_takes_place_after_all_gets_its_follow_ups_back_once(life: Life) -> None:
    body = life.google.person.put(life.calendar, interview())
    life.sync()
    for _ in range(3):
        life.google.person.delete(life.calendar, body["id"])
        assert life.sync().deleted == 4
        assert life.follow_ups() == {}
        life.google.person.restore(life.calendar, body["id"])
        assert life.sync().created == 4
        assert life.sync().actions == ()
        assert len(life.follow_ups()) == 4


def test_a_locked_calendar_is_left_alone_and_all_stands_once_the_lock_ends(life: Life) -> None:
    for number in range(10):
        facts = (
            f"Company: C{number}\nStage: decision\nDecision: in 14 days\nInterviewers: Jane <jane@c{number}.example>"
        )
        at = MONDAY + (5 + 24 * (number + number // 5 * 2)) * HOUR
        life.google.person.put(life.calendar, interview(at, description=facts))
    wanted = life.sync(dry_run=True).created
    assert wanted >= 40
    unlocked = MONDAY + 2 * HOUR
    # In the middle: what the first requests write is written.
    life.google.fail(answering(quota_exceeded()), when=writes, times=None, skip=15, until=unlocked)
    assert life.sync().created == 15
    asked: list[datetime] = []
    for moment in (MONDAY + timedelta(minutes=5 * number) for number in range(1, 24)):
        life.google.clock.set(moment)
        life.google.forget()
        report = life.sync(moment)
        assert report.exit_code == TRY_LATER
        asked += [moment] * len(life.google.requests())
    assert asked
    assert all(sum(at <= other < at + HOUR for other in asked) <= 5 for at in asked)
    told = " ".join(report.problems)
    assert "refuses since Mon 19 Oct 08:00" in told
    assert f"{wanted - 15} changes wait" in told

    life.google.clock.set(unlocked + HOUR)
    assert life.sync(unlocked + HOUR).exit_code == DONE
    assert len(life.follow_ups()) == life.sync(unlocked + HOUR).unchanged >= 40


def test_status_tells_since_when_an_account_is_locked_and_what_waits(life: Life) -> None:
    life.google.clock.set(datetime.now(UTC))
    life.google.person.put(
        life.calendar, interview(datetime.now(UTC) + DAY, description="Interviewers: Jane Doe <jane@acme.example>")
    )
    life.google.lock()
    assert run("--config", str(life.config), "sync").code == TRY_LATER
    outcome = run("--config", str(life.config), "status")
    assert "refused by its server since" in outcome.out
    assert "changes wait, next try" in outcome.out
    held = json.loads(run("--config", str(life.config), "status", "--json").out)["accounts"][0]["held"]
    assert held["waiting"] >= 1


def test_a_short_pause_that_google_asks_for_is_made_within_the_sync(life: Life) -> None:
    life.google.person.put(life.calendar, interview())
    life.google.fail(answering(rate_limited(retry_after=0)), when=writes, times=2)
    assert life.sync().created == 4


def test_a_long_pause_is_kept_and_told(life: Life) -> None:
    life.google.person.put(life.calendar, interview())
    life.google.fail(answering(rate_limited(retry_after=600)), when=writes)
    assert life.sync().exit_code == TRY_LATER
    life.google.forget()
    assert life.sync(MONDAY + timedelta(minutes=9)).exit_code == TRY_LATER
    assert life.google.requests() == []
    assert life.sync(MONDAY + timedelta(minutes=10)).created == 4


def test_with_a_calendar_of_its_own_nothing_else_is_ever_written_to(life: Life) -> None:
    life.sign_in(*OWN)
    life.configure('write_to = "Follow-ups"\n')
    body = life.google.person.put(life.calendar, interview())
    assert life.sync().created == 4
    ours = next(key for key, name in life.google.person.calendars().items() if name == "Follow-ups")
    life.google.person.patch(life.calendar, body["id"], interview(MONDAY + 6 * HOUR))
    assert life.sync().updated
    life.google.person.delete(life.calendar, body["id"])
    assert life.sync().deleted == 4
    written = [entry for entry in life.google.requests() if entry.method != "GET"]
    assert {entry.calendar for entry in written} == {"", ours}
    assert {entry.method_id for entry in written if not entry.calendar} == {"calendar.calendars.insert"}
    full = {f"https://www.googleapis.com/auth/{scope}" for scope in OWN}
    assert {scope for entry in life.google.requests() for scope in entry.scopes} == full


def test_who_changes_to_a_calendar_of_its_own_is_served_on_and_what_stood_before_is_told(life: Life) -> None:
    body = life.google.person.put(life.calendar, interview())
    life.sync()
    life.sign_in(*OWN)
    life.configure('write_to = "Follow-ups"\n')
    life.google.person.put(life.calendar, interview(MONDAY + DAY, summary="Interview with Umbrella #interview"))
    life.google.person.patch(life.calendar, body["id"], interview(MONDAY + 6 * HOUR))
    report = life.sync()
    assert report.created
    assert report.exit_code == TRY_LATER
    assert any("does not cover this calendar" in problem for problem in report.problems)


def test_a_calendar_of_its_own_is_found_again_by_its_mark_and_made_once(life: Life) -> None:
    life.sign_in(*OWN)
    life.configure('write_to = "Follow-ups"\n')
    life.google.person.put(life.calendar, interview())
    life.sync()
    life.lose_the_ledger()
    life.sync()
    assert Counter(life.google.person.calendars().values())["Follow-ups"] == 1
    assert len(life.follow_ups()) == 4


def test_a_hundred_syncs_after_google_rewrote_a_description_are_a_hundred_no_ops(life: Life) -> None:
    life.google.person.put(life.calendar, interview(location="1 Main St & Co. <3rd floor>"))
    life.sync()
    for event_id in life.follow_ups():
        life.google.person.open_and_save(life.calendar, event_id)
    rewritten = life.follow_ups()
    assert any("<br>" in body["description"] for body in rewritten.values())
    for number in range(100):
        assert life.sync(MONDAY + number * timedelta(minutes=1)).actions == ()
    assert life.follow_ups() == rewritten


def test_where_google_rewrites_every_description_at_once_nothing_is_written_again(life: Life) -> None:
    life.google.habits.rewrites = True
    life.google.person.put(life.calendar, interview())
    assert life.sync().created == 4
    life.google.forget()
    for number in range(10):
        assert life.sync(MONDAY + number * HOUR).actions == ()
    assert {entry.method for entry in life.google.requests()} == {"GET"}


def test_what_the_person_writes_into_a_rewritten_description_stays_beside_what_changes(life: Life) -> None:
    body = life.google.person.put(life.calendar, interview())
    life.sync()
    email = next(key for key, one in life.follow_ups().items() if "Email" in one["summary"])
    life.google.person.open_and_save(life.calendar, email)
    text = life.follow_ups()[email]["description"]
    life.google.person.patch(life.calendar, email, {"description": f"<b>Mention the garden</b><br>{text}"})
    assert life.sync().kept == 1
    life.google.person.patch(life.calendar, body["id"], interview(MONDAY + 6 * HOUR))
    life.sync()
    after = life.follow_ups()[email]
    assert after["description"].startswith("<b>Mention the garden</b><br>")
    assert datetime.fromisoformat(after["start"]["dateTime"]) > MONDAY + 8 * HOUR
    assert life.sync().kept == 1


def test_one_tap_on_a_colour_tags_an_event_and_another_tap_untags_it(life: Life) -> None:
    life.configure(tags='[tags]\ngoogle_colors = ["Grape"]\n')
    body = life.google.person.put(life.calendar, interview(summary="Acme: talk to Jane"))
    assert life.sync().created == 0
    life.google.person.patch(life.calendar, body["id"], {"colorId": "3"})
    assert life.sync().created == 4
    life.google.person.patch(life.calendar, body["id"], {"colorId": "11"})
    assert life.sync().deleted == 4


def test_each_occurrence_of_a_series_gets_follow_ups_and_a_cancelled_one_loses_them(life: Life) -> None:
    weekly = life.google.person.put(life.calendar, interview(recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"]))
    life.sync()
    occurrences = {_private(body)["aftertouchOccurrence"] for body in life.follow_ups().values()}
    assert len(occurrences) >= 2
    assert {_private(body)["aftertouchSource"] for body in life.follow_ups().values()} == {weekly["id"]}
    life.google.person.cancel_instance(life.calendar, weekly["id"], 1)
    life.sync()
    left = {_private(body)["aftertouchOccurrence"] for body in life.follow_ups().values()}
    assert left < occurrences
    assert life.sync().actions == ()
    life.google.person.delete(life.calendar, weekly["id"])
    life.sync()
    assert life.follow_ups() == {}


def test_the_persons_copy_of_a_follow_up_is_theirs(life: Life) -> None:
    body = life.google.person.put(life.calendar, interview())
    life.sync()
    copy = life.google.person.copy(life.calendar, next(iter(life.follow_ups())))
    life.google.person.delete(life.calendar, body["id"])
    assert life.sync().deleted == 4
    assert copy in life.google.person.events(life.calendar)


def test_undo_removes_all_and_works_without_a_window(life: Life) -> None:
    life.google.person.put(life.calendar, interview(recurrence=["RRULE:FREQ=DAILY"], summary="Standup", description=""))
    life.google.person.put(life.calendar, interview())
    assert life.sync().created == 4
    outcome = run("--config", str(life.config), "undo", "--yes")
    assert outcome.code == 0, outcome
    assert life.follow_ups() == {}
    assert len(life.google.person.events(life.calendar)) == 2


def test_events_of_ours_invite_nobody_and_tell_nobody(life: Life) -> None:
    body = life.google.person.put(life.calendar, interview())
    life.sync()
    life.google.person.patch(life.calendar, body["id"], interview(MONDAY + 6 * HOUR))
    life.sync()
    life.google.person.delete(life.calendar, body["id"])
    life.sync()
    written = [entry for entry in life.google.requests() if entry.method != "GET"]
    assert {entry.method for entry in written} == {"POST", "PATCH", "DELETE"}
    assert {tuple(entry.query["sendUpdates"]) for entry in written} == {("none",)}
    assert all("attendees" not in (entry.body or {}) for entry in written)
    inserted = [entry.body for entry in written if entry.method == "POST"]
    assert {(one["visibility"], one["transparency"]) for one in inserted} == {("private", "transparent")}
    changing = [entry for entry in written if entry.method != "POST"]
    assert all("if-match" in entry.asked.headers for entry in changing)


def test_deltas_are_asked_for_as_the_first_reading_was(life: Life) -> None:
    life.google.person.put(life.calendar, interview())
    life.sync()
    life.sync()
    first, *later = (entry.query for entry in life.google.requests() if entry.method_id == "calendar.events.list")
    for query in later:
        assert "syncToken" in query
        assert {k: v for k, v in query.items() if k != "syncToken"} == {
            k: v for k, v in first.items() if k not in {"timeMin", "timeMax"}
        }


def _identity(body: Body) -> tuple[str, ...]:
    names = ("aftertouchSource", "aftertouchOccurrence", "aftertouchStep", "aftertouchSlot")
    return tuple(_private(body).get(name, "") for name in names)


def _private(body: Body) -> dict[str, str]:
    return dict(body["extendedProperties"]["private"])
