from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.recognise import recognise
from planner.understanding.stages import read_words
from planner.values import Decision, Event, Person, Preferences, Source
from tests.planner.any_events import EVENTS, MEMORY, PREFERENCES
from tests.planner.events import HOME, NEW_YORK, START, attendee, event, having, invitation, only, read


def test_a_tagged_event_is_understood() -> None:
    interview = read(
        "Interview with Acme #Interview",
        "<p>Looking forward to it!</p>stage: more<br>Decision: October 7, 2026<br>Interviewers: Jane Doe<br>&nbsp;",
    )
    assert interview.source == Source(uid="one")
    assert interview.title == "Interview with Acme"
    assert (interview.start, interview.end) == (START, START + timedelta(hours=1))
    assert interview.company == "Acme"
    assert (interview.kind, interview.stage) == ("interview", "more")
    assert interview.decision == Decision(on=date(2026, 10, 7), text="October 7, 2026")
    assert interview.interviewers == (Person(name="Jane Doe"),)
    assert (interview.void, interview.problems, interview.notes) == ("", (), ())


def test_interviews_are_sorted_by_start_then_source() -> None:
    events = [event(uid="c"), event(uid="b"), event(uid="a", start=START + timedelta(hours=1))]
    assert [one.source.uid for one in recognise(events, HOME)] == ["b", "c", "a"]


def test_occurrences_of_a_series_are_interviews_of_their_own() -> None:
    events = [event(source=Source(uid="a", recurrence_id=f"2026100{day}T170000Z")) for day in (6, 7)]
    assert len(recognise(events, HOME)) == 2


def versions(**changed: tuple[Any, Any]) -> list[Event]:
    """Two events of one source, with these differences."""
    return [
        event(f"{name} #interview", **{key: pair[at] for key, pair in changed.items()}) for at, name in enumerate("AB")
    ]


@pytest.mark.parametrize(
    ("copies", "counts"),
    [
        (versions(rank=(1, 0)), "B"),
        (versions(rank=(0, 1), sequence=(0, 5)), "A"),
        (versions(sequence=(2, 10)), "B"),
        (versions(sequence=(2, 1), stamp=(None, START)), "A"),
        (versions(stamp=(START, START + timedelta(seconds=1))), "B"),
        (versions(stamp=(START, None)), "A"),
        (versions(stamp=(START.astimezone(UTC), START + timedelta(seconds=1))), "B"),
        (versions(stamp=(datetime.min.replace(tzinfo=UTC), datetime(1, 1, 2))), "B"),
        (versions(), "B"),
    ],
)
def test_of_copies_the_first_calendar_counts_and_there_the_newest(copies: Sequence[Event], counts: str) -> None:
    assert only(*copies).title == counts
    assert only(*reversed(copies)).title == counts


def test_a_copy_tagged_in_a_later_calendar_counts_where_the_first_is_not_tagged() -> None:
    first, second = invitation("Acme"), invitation("Acme", rank=1, color="11")
    preferences = having(colors=("11",))
    assert recognise([first, second], preferences) == recognise([second], preferences) != ()


def test_a_newer_version_without_the_tag_is_no_interview() -> None:
    assert recognise([event(), event("Acme", sequence=1)], HOME) == ()


@pytest.mark.parametrize(
    ("words", "kind", "stage"),
    [
        ("screen", "screen", "more"),
        ("phone screen", "screen", "more"),
        ("phone-screen", "screen", "more"),
        ("Phone_Screen", "screen", "more"),
        ("onsite", "interview", "more"),
        ("on-site", "interview", "more"),
        ("panel", "interview", "more"),
        ("final", "final", "decision"),
        ("final round", "final", "decision"),
        ("more", "interview", "more"),
        ("decision", "interview", "decision"),
        ("final more", "final", "more"),
        ("more, final", "final", "more"),
        ("screen decision", "screen", "decision"),
        ("final onsite", "interview", "more"),
    ],
)
def test_a_stage_is_read_as_a_fact_and_as_bare_words(words: str, kind: str, stage: str) -> None:
    for interview in (
        read(f"Acme #interview {words}"),
        read("Acme", f"#interview: {words}"),
        read(description=f"Stage: {words}"),
        read(f'Acme #interview stage="{words}" company=Acme'),
    ):
        assert (interview.kind, interview.stage, interview.problems) == (kind, stage, ())


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Phone screen with Acme", "screen"),
        ("Acme technical screen", "screen"),
        ("Recruiter call: Acme", "screen"),
        ("Final round – Acme", "final"),
        ("Acme: final interview", "final"),
        ("Acme onsite", "interview"),
        ("Semi-final with Acme", "interview"),
        ("Interview with Finalto", "interview"),
        ("Interview with Screencast", "interview"),
    ],
)
def test_a_title_gives_cues(title: str, kind: str) -> None:
    assert read(f"{title} #interview").kind == kind
    assert read(f"#interview {title}").kind == kind


def test_a_fact_beats_the_titles_cue_and_the_description_beats_the_title() -> None:
    assert read("Final round #interview screen").kind == "screen"
    assert read("Final round #interview more").stage == "more"
    assert read("Phone screen #interview more").kind == "screen"
    assert read("Phone screen #interview decision").kind == "interview"
    assert read("Acme #interview final", "Stage: screen").stage == "more"
    assert read("Acme #interview final", "Stage: more").stage == "more"
    assert read("Acme #interview", "Stage: final\nStage: onsite").stage == "more"


def test_a_stage_that_is_not_understood_is_told() -> None:
    interview = read("Final round #interview", "Stage: whatever")
    assert interview.stage == "decision"
    assert interview.problems == (
        'Stage: "whatever" is none that I know; write screen, phone screen, onsite, panel, final, more or decision',
    )


def test_words_between_stage_words_say_nothing() -> None:
    assert read_words("the Final Round interview").rest == ()
    assert read_words("round about").rest == ("round", "about")


def test_a_decision_that_is_not_understood_is_told_and_planned_as_unknown() -> None:
    interview = read(description="Decision: sometime soonish")
    assert interview.decision is None
    assert interview.problems[0].startswith(
        'Decision: "sometime soonish" is not a date I understand; write for example'
    )


def test_a_decision_counts_from_the_day_at_the_employers_place() -> None:
    late = datetime(2026, 10, 6, 23, tzinfo=NEW_YORK)
    assert read(description="Decision: tomorrow", start=late, hours=0.5).decision == Decision(
        on=date(2026, 10, 7), text="tomorrow"
    )
    there = read(description="Decision: tomorrow\nTimezone: Tokyo", start=late)
    assert there.decision == Decision(on=date(2026, 10, 8), text="tomorrow")


def test_unknown_beats_a_date_in_the_title() -> None:
    assert read("Acme #interview decision=Friday", "Decision: unknown").decision is None
    assert read("Acme #interview decision=Friday", "Decision: ?").decision is not None


def test_the_country_is_the_fact_else_the_configs() -> None:
    preferences = having(employer_country="CA", employer_subdivision="ON")
    assert (read(preferences=preferences).country, read(preferences=preferences).subdivision) == ("CA", "ON")
    other = read(description="Country: United Kingdom", preferences=preferences)
    assert (other.country, other.subdivision) == ("GB", "")
    same = read(description="Country: Canada", preferences=preferences)
    assert (same.country, same.subdivision) == ("CA", "ON")
    unread = read(description="Country: Atlantis", preferences=preferences)
    assert (unread.country, unread.subdivision) == ("CA", "ON")
    assert unread.problems[0].startswith('Country: "Atlantis" is none that I know')


def test_a_zone_that_is_not_understood_is_told() -> None:
    interview = read(description="Timezone: Mars")
    assert interview.zone == "America/New_York"
    assert interview.problems == (
        'Timezone: "Mars" is none that I know; write for example Europe/Berlin, New York or UTC+2',
    )


@pytest.mark.parametrize("word", ["no", "No.", "off", "none", "never", "false", "no thanks", "no, please", "don't"])
@pytest.mark.parametrize("key", ["Calls", "Letters", "Extensions", "call"])
def test_a_channel_is_switched_off_for_one_interview(word: str, key: str) -> None:
    interview = read(description=f"{key}: {word}", preferences=having(extensions=True))
    name = key.lower().rstrip("s") + "s"
    assert getattr(interview, name) is False
    assert interview.problems == ()
    assert [interview.calls, interview.letters, interview.extensions].count(True) == 2


@pytest.mark.parametrize("word", ["yes", "on", "OK", "please", "true", "yes, gladly"])
def test_an_interview_may_have_what_the_config_switches_off(word: str) -> None:
    preferences = having(calls=False, letters=False, extensions=False)
    interview = read(description=f"Calls: {word}\nLetters: {word}\nExtensions: {word}", preferences=preferences)
    assert (interview.calls, interview.letters, interview.extensions) == (True, True, True)
    plain = read(preferences=preferences)
    assert (plain.calls, plain.letters, plain.extensions) == (False, False, False)


def test_a_switch_that_is_neither_yes_nor_no_is_told() -> None:
    interview = read(description="Calls: perhaps")
    assert interview.calls is True
    assert interview.problems == ('Calls: "perhaps" is neither yes nor no',)


def test_notes_and_the_address_are_kept_by_line() -> None:
    interview = read(description="Notes: they like Go\n- ask about Rust\n\nAddress:\n1 Main St\nNew York")
    assert interview.remarks == ("they like Go", "ask about Rust")
    assert interview.address == "1 Main St\nNew York"


def test_preferences_go_along() -> None:
    preferences = having(home_country="JP", home_zone="Asia/Tokyo", closed=(date(2026, 12, 24),), discreet=True)
    interview = read(preferences=preferences)
    assert (interview.home_zone, interview.home_country) == ("Asia/Tokyo", "JP")
    assert (interview.closed, interview.discreet) == ((date(2026, 12, 24),), True)


def test_a_title_of_nothing_but_the_tag_is_called_interview() -> None:
    assert read("#interview").title == "Interview"


def test_control_characters_and_line_breaks_never_get_into_names() -> None:
    interview = only(invitation("A\x00c\nme\u202e \x1b[31m #interview", others=[attendee("B\nob\x07", "bob@acme.com")]))
    assert interview.title == "A c me [31m"
    assert interview.interviewers == (Person(name="B ob", email="bob@acme.com"),)


@given(st.lists(EVENTS, max_size=6), PREFERENCES, MEMORY, st.randoms())
def test_the_order_of_the_events_is_irrelevant_and_nothing_raises(
    events: list[Event], preferences: Preferences, memory: dict[Source, Source], chance: object
) -> None:
    found = recognise(events, preferences, attached=memory)
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert recognise(shuffled, preferences, attached=memory) == found
    assert list(found) == sorted(found, key=lambda one: (one.start, one.source))
    sources = [one.source for one in found]
    assert len(set(sources)) == len(sources)
    assert not set(sources) & {one.source for one in events if one.marks}


@given(st.lists(EVENTS, max_size=4), PREFERENCES)
def test_what_is_recognised_can_be_planned(events: list[Event], preferences: Preferences) -> None:
    for interview in recognise(events, preferences):
        assert interview.interviewers
        assert all(str(person) for person in interview.interviewers)
        assert not {person.email for person in interview.interviewers} & preferences.my_addresses
        assert interview.start <= interview.end
        assert interview.start.tzinfo is not None
        assert interview.title == " ".join(interview.title.split()) != ""
        for text in (interview.title, interview.company, *map(str, interview.interviewers), *interview.problems):
            assert "\n" not in text
            assert "\x00" not in text


@given(st.text())
def test_no_description_raises(text: str) -> None:
    read("#interview", text)
    read(text, "#interview")
    read(f"#interview {text}")
    read(
        "#interview",
        "\n".join(f"{key}: {text}" for key in ("decision", "stage", "interviewers", "country", "timezone")),
    )
    read(
        "#interview", "\n".join(f"{key}: {text}" for key in ("outcome", "calls", "notes", "address", "company", "role"))
    )


def test_a_description_of_ten_megabytes_is_an_interview_with_a_problem() -> None:
    interview = read("#interview", "Decision: Friday\n" + "lorem ipsum <b>dolor</b> " * 400_000)
    assert interview.decision is not None
    assert any("only the first 100,000 were read" in problem for problem in interview.problems)


def test_nobody_is_told_a_thousand_problems() -> None:
    interview = read("#interview", "\n".join(f"Desicion: {number}" for number in range(1000)))
    assert len(interview.problems) == 21
    assert interview.problems[-1] == "and 980 more of the kind"


def test_a_clock_time_decides_within_the_day() -> None:
    decision = read(description="Decision: 2026-10-08 14:00").decision
    assert decision == Decision(on=date(2026, 10, 8), at=time(14), text="2026-10-08 14:00")
