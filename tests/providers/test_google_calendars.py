"""Which calendars there are at Google, and the one of our own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from providers.errors import Forbidden, Unreachable
from providers.google.credentials import Person
from providers.google.provider import Google
from providers.google.token_file import TokenFile
from providers.interface import Calendar
from tests.google.answers import Answer
from tests.google.asked import Asked
from tests.google.faults import Handle, calls, dropped, lost
from tests.google.server import ME, CalendarApi, calendar_api
from tests.providers.drafts import LOOK, WINDOW

INSERT = calls("calendar.calendars.insert")


@pytest.fixture
def google() -> Iterator[CalendarApi]:
    with calendar_api() as google:
        yield google
        assert google.violations() == []


@pytest.fixture
def bearer(google: CalendarApi, tmp_path: Path) -> Person:
    (tmp_path / "token.json").write_text(json.dumps(google.authorized_user("calendar")))
    return Person("work", TokenFile(path=tmp_path / "token.json"))


@pytest.fixture
def provider(google: CalendarApi, bearer: Person) -> Google:
    return Google("work", bearer, LOOK, endpoint=google.endpoint)


def test_calendars_have_the_names_that_the_person_gave_them(google: CalendarApi, provider: Google) -> None:
    other = google.add_person("other@example.org")
    shared = other.calendar("Team")
    other.share(shared, ME, "reader")
    google.world.lists[ME][shared].more["summaryOverride"] = "My team"
    hidden = other.calendar("Only busy")
    other.share(hidden, ME, "freeBusyReader")
    assert provider.calendars() == (
        Calendar(id=ME, name=ME),
        Calendar(id=shared, name="My team", writable=False),
    )


def test_many_calendars_come_in_pages(google: CalendarApi, provider: Google) -> None:
    google.habits.page_size = 2
    made = [google.person.calendar(f"C{number}") for number in range(5)]
    assert [calendar.id for calendar in provider.calendars()] == [ME, *made]


def test_google_s_word_for_the_persons_own_calendar_may_be_used(google: CalendarApi, bearer: Person) -> None:
    provider = Google("work", bearer, LOOK, named=["primary", "same"], endpoint=google.endpoint)
    assert provider.calendars() == (Calendar(id="primary", name=ME),)
    assert provider.changes("primary", "", {}, WINDOW).full


def test_a_calendar_that_is_named_by_its_id_need_not_be_in_the_list(google: CalendarApi, bearer: Person) -> None:
    other = google.add_person("other@example.org")
    shared = other.calendar("Team")
    other.share(shared, ME, "writer", listed=False)
    provider = Google("work", bearer, LOOK, named=[shared, "nobody@example.org", ME], endpoint=google.endpoint)
    assert provider.calendars() == (Calendar(id=ME, name=ME), Calendar(id=shared, name="Team"))


def test_a_calendar_of_ours_is_found_again_whatever_the_person_calls_it(google: CalendarApi, provider: Google) -> None:
    made = provider.make_calendar("Follow-ups")
    google.person.rename(made.id, "Job search")
    google.person.calendar("Follow-ups")
    assert provider.make_calendar("Follow-ups") == Calendar(id=made.id, name="Job search")


def test_a_calendar_whose_making_was_not_answered_is_made_once(google: CalendarApi, provider: Google) -> None:
    google.fail(lost(), when=INSERT)
    made = provider.make_calendar("Follow-ups")
    assert list(google.person.calendars().values()).count("Follow-ups") == 1
    assert provider.make_calendar("Follow-ups") == made


def test_a_calendar_that_was_not_made_is_told(google: CalendarApi, provider: Google) -> None:
    google.fail(dropped(), when=INSERT)
    with pytest.raises(Unreachable):
        provider.make_calendar("Follow-ups")
    assert list(google.person.calendars()) == [ME]


def test_of_two_that_were_made_at_once_all_choose_the_same(google: CalendarApi, provider: Google) -> None:
    made = provider.make_calendar("Follow-ups")
    description = google.world.calendars[made.id].description
    double = google.person.calendar("Follow-ups", description=description)
    assert provider.make_calendar("Follow-ups").id == min(made.id, double)


def test_one_that_can_only_be_read_is_not_taken_for_ours(google: CalendarApi, provider: Google) -> None:
    other = google.add_person("other@example.org")
    shared = other.calendar("Follow-ups")
    other.share(shared, ME, "reader")
    assert provider.make_calendar("Follow-ups").id != shared


def test_a_service_account_makes_no_calendar_that_nobody_sees(google: CalendarApi, bearer: Person) -> None:
    provider = Google("work", bearer, LOOK, may_make_calendars=False, endpoint=google.endpoint)
    with pytest.raises(Forbidden, match="share it with the service account"):
        provider.make_calendar("Follow-ups")
    assert google.requests() == []


def test_of_two_computers_that_make_the_same_calendar_at_once_one_gives_way(
    google: CalendarApi, provider: Google, bearer: Person
) -> None:
    other = Google("work", bearer, LOOK, endpoint=google.endpoint)
    theirs: list[Calendar] = []

    def meanwhile(asked: Asked, handle: Handle) -> Answer:
        theirs.append(other.make_calendar("Aftertouch"))
        return handle(asked)

    google.fail(meanwhile, when=INSERT)
    assert [provider.make_calendar("Aftertouch")] == theirs
    assert list(google.person.calendars().values()).count("Aftertouch") == 1
