from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.values import Event, Person, Source
from sync.fields import encode_base, of_event
from sync.keys import Identity, key
from sync.observe import Place, deleted, looks_like_a_key, observe, standing

AT = datetime(2026, 10, 6, 21, 30, tzinfo=UTC)
HERE = Place(calendar="c", href="h", etag="1")
IDENTITY = Identity(source=Source(uid="i", recurrence_id="20261005T180000Z"), step="email", slot="bob")
KEY = key(IDENTITY, 3)


def ours(**marks: str) -> Event:
    plain = Event(source=Source(uid=KEY), start=AT, end=AT + timedelta(minutes=15), title="Email Bob")
    told = {
        "version": "1",
        "key": KEY,
        "source": "i",
        "occurrence": "20261005T180000Z",
        "step": "email",
        "slot": "bob",
        "generation": "3",
        "channel": "email",
        "to": "Bob",
        "base": encode_base(of_event(plain, "UTC")),
        **marks,
    }
    return replace(plain, marks=tuple(told.items()))


def test_an_event_whose_id_is_its_key_is_ours() -> None:
    found = observe(ours(), HERE, "UTC")
    assert found is not None
    assert (found.identity, found.generation, found.key) == (IDENTITY, 3, KEY)
    assert found.touched == frozenset()


def test_the_persons_copy_of_a_follow_up_is_theirs() -> None:
    assert observe(replace(ours(), source=Source(uid="copy")), HERE, "UTC") is None


def test_an_event_that_only_claims_a_key_is_not_ours() -> None:
    assert observe(ours(step="another"), HERE, "UTC") is None
    forged = replace(ours(key="evil"), source=Source(uid="evil"))
    assert observe(forged, HERE, "UTC") is None


@pytest.mark.parametrize("number", ["9" * 5000, "\N{SUPERSCRIPT TWO}", "-3", "3.0", "x"])
def test_a_generation_or_version_that_is_no_number_of_ours_is_no_crash(number: str) -> None:
    assert observe(ours(generation=number), HERE, "UTC") is None
    found = observe(ours(version=number), HERE, "UTC")
    assert found is not None
    assert found.frozen


def test_an_event_without_marks_is_not_ours() -> None:
    assert observe(replace(ours(), marks=()), HERE, "UTC") is None


def test_a_follow_up_that_the_person_made_a_series_is_theirs_now() -> None:
    assert observe(replace(ours(), source=Source(uid=KEY, recurrence_id="20261006T213000Z")), HERE, "UTC") is None


def test_an_event_of_a_newer_version_is_ours_whatever_its_recipe() -> None:
    newer = replace(ours(version="2", key="n"), source=Source(uid="n"))
    found = observe(newer, HERE, "UTC")
    assert found is not None
    assert found.frozen
    assert not replace(found, marks=(("version", "1"),)).frozen


def test_the_persons_copy_of_a_newer_versions_event_is_theirs_too() -> None:
    assert observe(replace(ours(version="2", key="n"), source=Source(uid="copy")), HERE, "UTC") is None


def test_an_event_that_can_not_be_read_now_is_ours_and_not_to_be_written() -> None:
    found = observe(ours(), replace(HERE, problem="broken"), "UTC")
    assert found is not None
    assert found.frozen


def test_the_planner_learns_what_was_moved_and_what_was_touched() -> None:
    untouched, moved, renamed = (
        observe(event, HERE, "UTC")
        for event in (ours(), replace(ours(), start=AT + timedelta(hours=1)), replace(ours(), title="Mine"))
    )
    assert untouched is not None
    assert moved is not None
    assert renamed is not None
    assert [(s.moved, s.touched) for s in map(standing, (untouched, moved, renamed))] == [
        (False, False),
        (True, True),
        (False, True),
    ]
    assert standing(untouched).to == Person(name="Bob")


def test_marks_that_make_no_sense_are_read_as_nothing() -> None:
    told = deleted(IDENTITY, {"channel": "pigeon", "arrives": "soon"}, AT)
    assert (told.channel, told.arrives, told.deleted) == ("email", None, True)
    assert deleted(IDENTITY, {"channel": "letter", "arrives": "2026-10-08"}, AT).arrives == date(2026, 10, 8)


def test_only_our_keys_look_like_keys() -> None:
    assert looks_like_a_key(KEY)
    assert not looks_like_a_key("interview@example.org")
