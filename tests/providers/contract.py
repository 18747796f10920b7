"""What every provider must do: one test for each sentence of `providers.interface`.

A provider takes part by a subclass of `ProviderContract` (its name starting with `Test`) with a fixture `backend`:

    class TestVdir(ProviderContract):
        @pytest.fixture
        def backend(self, tmp_path: Path) -> Backend:
            return FolderBackend(tmp_path)
"""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Protocol

import pytest
from hypothesis import given, settings

from planner.values import Event, Source
from providers.errors import Changed, Exists, Missing, ProviderError, Refused, TokenExpired
from providers.interface import FIELDS, Changes, Draft, Field, Item, Look, Provider, Window
from tests.providers.drafts import LOOK, NEW_YORK, WINDOW, draft, drafts, meeting, says, wanted

ALL = frozenset(FIELDS)


class Backend(Protocol):
    """A server with an empty calendar named "Personal", and a foreign client of it."""

    @property
    def calendar(self) -> str:
        """The id of the calendar."""

    @property
    def no_calendar(self) -> str:
        """An id at which there is none."""

    @property
    def dead_token(self) -> str:
        """A token that can't be continued from."""

    def provider(self, look: Look) -> Provider:
        """A new client of ours."""

    def put(self, name: str, text: str) -> None:
        """The foreign client stores an object under this name (`meeting.ics`), new or not."""

    def text(self, name: str) -> str:
        """What is stored under this name."""

    def delete(self, name: str) -> None:
        """The foreign client deletes what is stored under this name."""


class ProviderContract:
    """Inherited by each provider's tests."""

    @pytest.fixture
    def provider(self, backend: Backend) -> Provider:
        return backend.provider(LOOK)

    # Calendars

    def test_calendars_are_listed_with_the_name_that_the_person_sees(
        self, backend: Backend, provider: Provider
    ) -> None:
        calendar = next(calendar for calendar in provider.calendars() if calendar.id == backend.calendar)
        assert calendar.name == "Personal"
        assert calendar.writable

    def test_a_calendar_is_made_once(self, backend: Backend, provider: Provider) -> None:
        made = provider.make_calendar("Follow-ups: Zoë & Co.")
        assert made.name == "Follow-ups: Zoë & Co."
        assert provider.make_calendar("Follow-ups: Zoë & Co.") == made
        assert [calendar.id for calendar in backend.provider(LOOK).calendars()].count(made.id) == 1

    def test_the_calendar_that_has_the_name_is_given(self, backend: Backend, provider: Provider) -> None:
        assert provider.make_calendar("Personal").id == backend.calendar

    def test_a_calendar_just_made_can_be_written_and_read(self, backend: Backend, provider: Provider) -> None:
        made = provider.make_calendar("Follow-ups")
        provider.create(made.id, draft())
        assert uids(provider.changes(made.id, "", {}, WINDOW)) == {draft().key}
        assert uids(provider.changes(backend.calendar, "", {}, WINDOW)) == set()

    # Create

    def test_what_is_created_can_be_read_back_by_href_and_by_key(self, backend: Backend, provider: Provider) -> None:
        created = provider.create(backend.calendar, draft())
        for name in (created.href, draft().key):
            item = provider.get(backend.calendar, name, None)
            assert item.href == created.href
            assert created.etag in {"", item.etag}
            assert says(only_event(item)) == wanted(draft())
        assert says(only_event(created)) == wanted(draft())

    def test_what_is_created_is_private_and_free_time(self, backend: Backend, provider: Provider) -> None:
        provider.create(backend.calendar, draft())
        stored = backend.text(f"{draft().key}.ics").upper()
        assert "CLASS:PRIVATE" in stored
        assert "TRANSP:TRANSPARENT" in stored
        assert "RELATED-TO:AN-INTERVIEW@EXAMPLE.ORG" in stored
        assert "ATTENDEE" not in stored
        assert not only_event(provider.get(backend.calendar, draft().key, None)).busy

    def test_nothing_is_created_where_an_event_stands(self, backend: Backend, provider: Provider) -> None:
        provider.create(backend.calendar, draft())
        before = backend.text(f"{draft().key}.ics")
        with pytest.raises(Exists):
            provider.create(backend.calendar, draft(title="Another"))
        assert backend.text(f"{draft().key}.ics") == before

    def test_nothing_is_created_where_there_is_no_calendar(self, backend: Backend, provider: Provider) -> None:
        with pytest.raises(Missing):
            provider.create(backend.no_calendar, draft())

    def test_what_is_looked_ahead_for_is_created_where_nothing_stands(
        self, backend: Backend, provider: Provider
    ) -> None:
        wishes = [draft(key=f"k000000000000000000{number}") for number in range(3)]
        provider.create(backend.calendar, wishes[0])
        before = backend.text(f"{wishes[0].key}.ics")
        provider.look_ahead(backend.calendar, [wish.key for wish in wishes])
        with pytest.raises(Exists):
            provider.create(backend.calendar, replace(wishes[0], title="Another"))
        provider.create(backend.calendar, wishes[1])
        with pytest.raises(Exists):
            provider.create(backend.calendar, replace(wishes[1], title="Another"))
        backend.provider(LOOK).create(backend.calendar, wishes[2])
        with pytest.raises(Exists):
            provider.create(backend.calendar, replace(wishes[2], title="Another"))
        assert backend.text(f"{wishes[0].key}.ics") == before
        for wish in wishes:
            assert says(only_event(provider.get(backend.calendar, wish.key, None))) == wanted(wish)

    def test_nothing_is_created_where_there_is_no_calendar_also_after_a_look_ahead(
        self, backend: Backend, provider: Provider
    ) -> None:
        provider.look_ahead(backend.no_calendar, [draft().key])
        with pytest.raises(Missing):
            provider.create(backend.no_calendar, draft())

    def test_a_draft_may_say_next_to_nothing(self, backend: Backend, provider: Provider) -> None:
        bare = draft(description="", location="", reminder=None, related_to="", marks=())
        provider.create(backend.calendar, bare)
        assert says(only_event(provider.get(backend.calendar, bare.key, None))) == wanted(bare)

    @pytest.mark.parametrize(
        "value",
        [
            "x" * 5000,
            "é漢字👩‍💻" * 100,
            "a,b;c:d\\e",
            "two\nlines\n",
            "\"quoted\" 'single'",
            "\\n\\N\\,",
            " spaces ",
            "%2C",
        ],
    )
    def test_marks_are_kept_verbatim(self, backend: Backend, provider: Provider, value: str) -> None:
        marked = draft(marks=(("key", draft().key), ("base", value)))
        provider.create(backend.calendar, marked)
        assert only_event(provider.get(backend.calendar, marked.key, None)).mark("base") == value

    def test_any_draft_is_read_back_as_it_was_meant(self, backend: Backend, provider: Provider) -> None:
        numbers = count()

        @settings(max_examples=25, deadline=None)
        @given(any_draft=drafts())
        def holds(any_draft: Draft) -> None:
            wish = replace(any_draft, key=f"k{next(numbers):019}")
            created = provider.create(backend.calendar, wish)
            item = provider.get(backend.calendar, created.href, None)
            assert says(only_event(item)) == wanted(wish)
            provider.delete(backend.calendar, item.href, item.etag)

        holds()

    def test_of_two_providers_in_a_race_one_creates(self, backend: Backend) -> None:
        for round_number in range(5):
            wish = draft(key=f"k000000000000000000{round_number}")
            outcomes = race([partial(backend.provider(LOOK).create, backend.calendar, wish) for _ in range(4)])
            # The others are told that it exists, or, by a server that locks (423), that it was busy.
            assert outcomes["done"] == 1
            assert outcomes.total() == 4
            assert says(only_event(backend.provider(LOOK).get(backend.calendar, wish.key, None))) == wanted(wish)

    # Get

    def test_what_is_not_there_is_missing(self, backend: Backend, provider: Provider) -> None:
        with pytest.raises(Missing):
            provider.get(backend.calendar, draft().key, None)
        with pytest.raises(Missing):
            provider.get(backend.no_calendar, draft().key, None)

    def test_an_item_is_got_whole_whatever_it_says(self, backend: Backend, provider: Provider) -> None:
        backend.put("dentist.ics", meeting("dentist", "SUMMARY:Dentist"))
        href = item_of(provider.changes(backend.calendar, "", {}, WINDOW), "dentist").href
        event = only_event(provider.get(backend.calendar, href, WINDOW))
        assert event.whole
        assert event.title == "Dentist"

    # Update

    @pytest.mark.parametrize("field", FIELDS)
    def test_an_update_changes_the_field_that_it_names_and_no_other(
        self, backend: Backend, provider: Provider, field: Field
    ) -> None:
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        provider.update(backend.calendar, created.href, created.etag, other(draft()), frozenset({field}))
        expected = wanted(draft()) | {field: wanted(other(draft()))[field], "marks": dict(other(draft()).marks)}
        assert says(only_event(provider.get(backend.calendar, created.href, None))) == expected

    def test_an_update_gives_the_event_and_the_etag_that_it_has_then(
        self, backend: Backend, provider: Provider
    ) -> None:
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        updated = provider.update(backend.calendar, created.href, created.etag, other(draft()), ALL)
        assert says(only_event(updated)) == wanted(other(draft()))
        item = provider.get(backend.calendar, created.href, None)
        assert updated.etag in {"", item.etag}
        assert item.etag != created.etag
        assert says(only_event(item)) == wanted(other(draft()))

    def test_an_update_may_change_the_marks_alone(self, backend: Backend, provider: Provider) -> None:
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        provider.update(backend.calendar, created.href, created.etag, other(draft()), frozenset())
        expected = wanted(draft()) | {"marks": dict(other(draft()).marks)}
        assert says(only_event(provider.get(backend.calendar, created.href, None))) == expected

    def test_an_update_can_take_away_the_reminder(self, backend: Backend, provider: Provider) -> None:
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        provider.update(backend.calendar, created.href, created.etag, draft(reminder=None), frozenset({"reminder"}))
        assert only_event(provider.get(backend.calendar, created.href, None)).reminder is None

    def test_an_update_keeps_what_the_person_put_on_the_event(self, backend: Backend, provider: Provider) -> None:
        created = provider.create(backend.calendar, draft())
        name = f"{draft().key}.ics"
        backend.put(name, with_extras(backend.text(name)))
        now = provider.get(backend.calendar, created.href, None)
        provider.update(backend.calendar, now.href, now.etag, other(draft()), ALL)
        event = only_event(provider.get(backend.calendar, created.href, None))
        assert says(event) == wanted(other(draft()))
        assert set(event.categories) == {"Job search", "Errands"}
        stored = backend.text(name).replace("\r\n ", "")
        for extra in ("X-PERSON:", "one\\, two", "TRIGGER:-P1D", "https://example.org/notes"):
            assert extra in stored

    def test_an_event_that_changed_meanwhile_is_not_updated(self, backend: Backend, provider: Provider) -> None:
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        name = f"{draft().key}.ics"
        backend.put(name, backend.text(name).replace("LOCATION:Room 1", "LOCATION:Room 2"))
        with pytest.raises(Changed):
            provider.update(backend.calendar, created.href, created.etag, other(draft()), ALL)
        event = only_event(provider.get(backend.calendar, created.href, None))
        assert says(event) == wanted(draft(location="Room 2; left"))

    def test_two_providers_in_a_race_leave_what_one_of_them_wrote(self, backend: Backend, provider: Provider) -> None:
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        wishes = [draft(title=f"Title {number}") for number in range(4)]
        outcomes = race(
            [
                partial(backend.provider(LOOK).update, backend.calendar, created.href, created.etag, wish, ALL)
                for wish in wishes
            ]
        )
        # Servers are known that let several conditional writers win: what stands is then the last one's, and whole.
        assert outcomes["done"] >= 1
        assert says(only_event(provider.get(backend.calendar, created.href, None))) in [wanted(wish) for wish in wishes]

    def test_an_event_that_is_gone_is_not_updated(self, backend: Backend, provider: Provider) -> None:
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        backend.delete(f"{draft().key}.ics")
        with pytest.raises(Missing):
            provider.update(backend.calendar, created.href, created.etag, other(draft()), ALL)
        with pytest.raises(Missing):
            provider.get(backend.calendar, created.href, None)

    def test_an_event_whose_uid_is_not_the_key_is_never_updated(self, backend: Backend, provider: Provider) -> None:
        backend.put("a.ics", meeting("a", "SUMMARY:#interview"))
        before = backend.text("a.ics")
        item = item_of(provider.changes(backend.calendar, "", {}, WINDOW), "a")
        with pytest.raises(Refused):
            provider.update(backend.calendar, item.href, item.etag, draft(), ALL)
        assert backend.text("a.ics") == before

    # Delete

    def test_what_is_deleted_is_gone(self, backend: Backend, provider: Provider) -> None:
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        provider.delete(backend.calendar, created.href, created.etag)
        with pytest.raises(Missing):
            provider.get(backend.calendar, created.href, None)
        with pytest.raises(Missing):
            provider.delete(backend.calendar, created.href, created.etag)

    def test_an_event_that_changed_meanwhile_is_not_deleted(self, backend: Backend, provider: Provider) -> None:
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        name = f"{draft().key}.ics"
        backend.put(name, backend.text(name).replace("LOCATION:Room 1", "LOCATION:Room 2"))
        with pytest.raises(Changed):
            provider.delete(backend.calendar, created.href, created.etag)
        assert "Room 2" in backend.text(name)

    def test_whether_a_deleted_id_can_be_used_again_is_as_the_provider_says(
        self, backend: Backend, provider: Provider
    ) -> None:
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        provider.delete(backend.calendar, created.href, created.etag)
        if provider.burns_ids:
            with pytest.raises(Exists):
                provider.create(backend.calendar, draft())
        else:
            assert says(only_event(provider.create(backend.calendar, draft()))) == wanted(draft())

    # Changes: everything

    def test_a_first_reading_is_full(self, backend: Backend, provider: Provider) -> None:
        backend.put("a.ics", meeting("a"))
        backend.put("b.ics", meeting("b"))
        changes = provider.changes(backend.calendar, "", {}, WINDOW)
        assert changes.full
        assert changes.token
        assert uids(changes) == {"a", "b"}
        assert all(item.etag and not item.problem and not item.recurring for item in changes.items)
        assert not changes.unchanged

    def test_an_empty_calendar_is_read_as_empty(self, backend: Backend, provider: Provider) -> None:
        changes = provider.changes(backend.calendar, "", {}, WINDOW)
        assert changes.full
        assert (changes.items, changes.unchanged, changes.removed) == ((), frozenset(), ())

    def test_without_a_window_a_full_reading_is_all_there_is(self, backend: Backend, provider: Provider) -> None:
        backend.put("old.ics", meeting("old", start="20190101T100000Z", end="20190101T110000Z"))
        backend.put("far.ics", meeting("far", start="20390101T100000Z", end="20390101T110000Z"))
        assert uids(provider.changes(backend.calendar, "", {}, None)) == {"old", "far"}

    def test_a_full_reading_does_not_read_again_what_is_known(self, backend: Backend, provider: Provider) -> None:
        for uid in ("a", "b", "c"):
            backend.put(f"{uid}.ics", meeting(uid))
        first = provider.changes(backend.calendar, "", {}, WINDOW)
        known = known_after(first)
        backend.put("b.ics", meeting("b", "SUMMARY:Moved", start="20261006T140000Z", end="20261006T150000Z"))
        backend.delete("c.ics")
        changes = provider.changes(backend.calendar, "", known, WINDOW)
        assert changes.full
        assert uids(changes) == {"b"}
        assert changes.unchanged == {item_of(first, "a").href}

    def test_what_is_missing_from_a_calendar_that_is_gone_proves_nothing(
        self, backend: Backend, provider: Provider
    ) -> None:
        with pytest.raises(Missing):
            provider.changes(backend.no_calendar, "", {}, WINDOW)

    # Changes: since a token

    def test_nothing_changed(self, backend: Backend, provider: Provider) -> None:
        backend.put("a.ics", meeting("a"))
        first = provider.changes(backend.calendar, "", {}, WINDOW)
        delta = provider.changes(backend.calendar, first.token, known_after(first), WINDOW)
        assert not delta.full
        assert delta.token
        assert (delta.items, delta.removed, delta.unchanged) == ((), (), frozenset())

    def test_what_foreign_clients_add_change_and_delete_is_told(self, backend: Backend, provider: Provider) -> None:
        for uid in ("stays", "moves", "goes"):
            backend.put(f"{uid}.ics", meeting(uid))
        first = provider.changes(backend.calendar, "", {}, WINDOW)
        known = known_after(first)
        backend.put("comes.ics", meeting("comes"))
        backend.put("moves.ics", meeting("moves", start="20261007T090000Z", end="20261007T100000Z"))
        backend.delete("goes.ics")
        delta = provider.changes(backend.calendar, first.token, known, WINDOW)
        assert not delta.full
        assert uids(delta) == {"comes", "moves"}
        assert only_event(item_of(delta, "moves")).start == datetime(2026, 10, 7, 9, tzinfo=UTC)
        assert [href for href in delta.removed if href in known] == [item_of(first, "goes").href]
        after = known_after(delta, known)
        again = provider.changes(backend.calendar, delta.token, after, WINDOW)
        assert (again.items, [href for href in again.removed if href in after]) == ((), [])

    def test_a_foreign_change_under_a_token_got_before_own_writes_is_told(
        self, backend: Backend, provider: Provider
    ) -> None:
        first = provider.changes(backend.calendar, "", {}, WINDOW)
        backend.put("a.ics", meeting("a"))
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        delta = provider.changes(backend.calendar, first.token, {created.href: created.etag}, WINDOW)
        assert uids(delta) == {"a"}

    def test_own_writes_are_not_read_again_when_their_etag_is_known(self, backend: Backend, provider: Provider) -> None:
        first = provider.changes(backend.calendar, "", {}, WINDOW)
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        delta = provider.changes(backend.calendar, first.token, {created.href: created.etag}, WINDOW)
        assert delta.items == ()
        unknown = provider.changes(backend.calendar, first.token, {}, WINDOW)
        assert [item.href for item in unknown.items] == [created.href]

    def test_an_item_deleted_and_made_again_between_two_readings_stands(
        self, backend: Backend, provider: Provider
    ) -> None:
        backend.put("a.ics", meeting("a"))
        first = provider.changes(backend.calendar, "", {}, WINDOW)
        backend.delete("a.ics")
        backend.put("a.ics", meeting("a", start="20261007T090000Z", end="20261007T100000Z"))
        delta = provider.changes(backend.calendar, first.token, known_after(first), WINDOW)
        assert uids(delta) == {"a"}
        assert delta.removed == ()

    def test_a_dead_token_is_said_to_be_one(self, backend: Backend, provider: Provider) -> None:
        with pytest.raises(TokenExpired):
            provider.changes(backend.calendar, backend.dead_token, {}, WINDOW)

    # What is read

    def test_an_event_without_any_word_asked_for_is_read_bare(self, backend: Backend, provider: Provider) -> None:
        backend.put("a.ics", meeting("a", "SUMMARY:Dentist", "DESCRIPTION:Bring the card", "TRANSP:TRANSPARENT"))
        event = only_event(item_of(provider.changes(backend.calendar, "", {}, WINDOW), "a"))
        assert not event.whole
        assert (event.title, event.description) == ("", "")
        assert (event.start, event.end, event.busy) == (
            datetime(2026, 10, 5, 14, tzinfo=UTC),
            datetime(2026, 10, 5, 15, tzinfo=UTC),
            False,
        )

    @pytest.mark.parametrize(
        "line",
        ["SUMMARY:Onsite #Interview", "DESCRIPTION:final round #INTERVIEW", "ATTENDEE:mailto:jane@acme.example"],
    )
    def test_an_event_that_may_be_of_interest_is_read_whole(
        self, backend: Backend, provider: Provider, line: str
    ) -> None:
        backend.put("a.ics", meeting("a", "LOCATION:Room 1", line))
        event = only_event(item_of(provider.changes(backend.calendar, "", {}, WINDOW), "a"))
        assert event.whole
        assert event.location == "Room 1"

    def test_our_own_events_are_read_whole(self, backend: Backend, provider: Provider) -> None:
        provider.create(backend.calendar, draft())
        event = only_event(item_of(provider.changes(backend.calendar, "", {}, WINDOW), draft().key))
        assert says(event) == wanted(draft())

    def test_everything_is_read_whole_when_asked_to(self, backend: Backend) -> None:
        backend.put("a.ics", meeting("a", "SUMMARY:Dentist"))
        changes = backend.provider(Look(everything=True)).changes(backend.calendar, "", {}, WINDOW)
        assert only_event(item_of(changes, "a")).title == "Dentist"

    def test_what_an_invitation_says_is_read(self, backend: Backend, provider: Provider) -> None:
        backend.put(
            "a.ics",
            meeting(
                "a",
                "SUMMARY:Interview with Acme 🎯 #interview",
                "CATEGORIES:Interview,Job",
                "STATUS:CONFIRMED",
                'ORGANIZER;CN="Doe, Jane":mailto:Jane.Doe@Acme.example',
                "ATTENDEE;CN=Sam;PARTSTAT=ACCEPTED;CUTYPE=INDIVIDUAL:mailto:sam@example.org",
                "SEQUENCE:3",
            ),
        )
        event = only_event(item_of(provider.changes(backend.calendar, "", {}, WINDOW), "a"))
        assert event.title == "Interview with Acme 🎯 #interview"
        assert set(event.categories) == {"Interview", "Job"}
        assert (event.status, event.sequence) == ("CONFIRMED", 3)
        assert event.organizer is not None
        assert (event.organizer.name, event.organizer.email) == ("Doe, Jane", "jane.doe@acme.example")
        assert [(one.person.email, one.partstat) for one in event.attendees] == [("sam@example.org", "ACCEPTED")]

    def test_a_series_comes_as_its_occurrences_inside_the_window(self, backend: Backend, provider: Provider) -> None:
        backend.put("weekly.ics", weekly())
        window = Window(start=datetime(2026, 10, 1, tzinfo=UTC), end=datetime(2026, 10, 31, tzinfo=UTC))
        items = provider.changes(backend.calendar, "", {}, window).items
        occurrences = {event.source: event for item in items for event in item.events}
        assert {source.uid for source in occurrences} == {"weekly"}
        assert {source.recurrence_id: start_of(event) for source, event in occurrences.items()} == {
            "20261005T180000Z": "2026-10-05 14:00",
            "20261012T180000Z": "2026-10-13 09:00",
            "20261026T180000Z": "2026-10-26 14:00",
        }
        assert occurrences[Source(uid="weekly", recurrence_id="20261026T180000Z")].status == "CANCELLED"
        for item in items:
            assert item.recurring == (len(item.events) > 1)
            assert provider.get(backend.calendar, item.href, window).events == item.events

    # What is nobody else's business

    def test_foreign_events_are_not_touched_by_anything_we_do(self, backend: Backend, provider: Provider) -> None:
        backend.put("a.ics", meeting("a", "SUMMARY:Interview #interview", "X-ODD;P=1:x"))
        before = backend.text("a.ics")
        changes = provider.changes(backend.calendar, "", {}, WINDOW)
        created = settled(provider, backend, provider.create(backend.calendar, draft()))
        updated = provider.update(backend.calendar, created.href, created.etag, other(draft()), ALL)
        updated = settled(provider, backend, updated)
        provider.delete(backend.calendar, updated.href, updated.etag)
        assert backend.text("a.ics") == before
        after = provider.changes(backend.calendar, changes.token, known_after(changes), WINDOW)
        assert after.items == ()


def uids(changes: Changes) -> set[str]:
    return {event.source.uid for item in changes.items for event in item.events}


def item_of(changes: Changes, uid: str) -> Item:
    return next(item for item in changes.items if uid in {event.source.uid for event in item.events})


def only_event(item: Item) -> Event:
    assert item.problem == ""
    (event,) = item.events
    return event


def known_after(changes: Changes, before: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a caller knows once it has taken these changes in."""
    known = {**(before or {}), **{item.href: item.etag for item in changes.items}}
    return {href: etag for href, etag in known.items() if href not in changes.removed}


def settled(provider: Provider, backend: Backend, item: Item) -> Item:
    """The item with its etag, also where the server gave none when it was written."""
    return item if item.etag else provider.get(backend.calendar, item.href, None)


def other(wish: Draft) -> Draft:
    """A draft for the same event that differs in every field."""
    return replace(
        wish,
        title="Call Jane Doe (Acme)",
        start=datetime(2026, 10, 9, 8, 30, tzinfo=NEW_YORK),
        duration=timedelta(minutes=45),
        description="Something else, and shorter",
        location="",
        reminder=timedelta(hours=1),
        marks=(("key", wish.key), ("base", "v2;title=abc")),
    )


def with_extras(text: str) -> str:
    """The event after the person and their client have had it in their hands."""
    extras = [
        "X-PERSON:one\\, two",
        "CATEGORIES:Job search,Errands",
        "ATTACH:https://example.org/notes",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:A day before",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
    ]
    return text.replace("END:VEVENT", "\r\n".join(extras), 1)


def start_of(event: Event) -> str:
    assert isinstance(event.start, datetime)
    return f"{event.start.astimezone(NEW_YORK):%Y-%m-%d %H:%M}"


def weekly() -> str:
    """Mondays at 14:00 in New York; one moved to the next morning, one dropped, one cancelled."""
    head = meeting("weekly", "SUMMARY:Standing interview #interview", "RRULE:FREQ=WEEKLY", "EXDATE:20261019T180000Z")
    head = head.replace("DTSTART:20261005T140000Z", "DTSTART;TZID=America/New_York:20260907T140000")
    head = head.replace("DTEND:20261005T150000Z", "DTEND;TZID=America/New_York:20260907T150000")
    head = head.replace("EXDATE:20261019T180000Z", "EXDATE;TZID=America/New_York:20261019T140000")
    moved = override("20261012T140000", "20261013T090000", "20261013T100000", "SUMMARY:Moved #interview")
    cancelled = override("20261026T140000", "20261026T140000", "20261026T150000", "STATUS:CANCELLED")
    return head.replace("END:VCALENDAR", "\r\n".join([*moved, *cancelled, "END:VCALENDAR"]))


def override(original: str, start: str, end: str, *lines: str) -> list[str]:
    zone = "TZID=America/New_York"
    times = [f"RECURRENCE-ID;{zone}:{original}", f"DTSTART;{zone}:{start}", f"DTEND;{zone}:{end}"]
    return ["BEGIN:VEVENT", "UID:weekly", "DTSTAMP:20260901T000000Z", *times, *lines, "END:VEVENT"]


def race(calls: Sequence[Callable[[], object]]) -> Counter[str]:
    """Makes all calls at once, each in a thread of its own; how many were done, and how many raised which error."""
    together = threading.Barrier(len(calls))
    outcomes: Counter[str] = Counter()

    def run(call: Callable[[], object]) -> None:
        together.wait()
        try:
            call()
        except ProviderError as error:
            outcomes[type(error).__name__] += 1
        else:
            outcomes["done"] += 1

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
