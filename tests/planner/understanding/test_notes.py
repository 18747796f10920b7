from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from planner.recognise import recognise
from planner.understanding.notes import TAKEN, WENT
from planner.values import Event, Interview, Person, Source
from tests.planner.events import HOME, START, attendee, event, having, invitation, only

INVITATION = Source(uid="invitation")
NOTE = Source(uid="note")
HOUR = timedelta(hours=1)


def note(title: str = "#interview", description: str = "", **fields: Any) -> Event:
    return event(title, description, **({"uid": "note", "start": START + HOUR / 2} | fields))


def invited(title: str = "Interview with Acme", **fields: Any) -> Event:
    return invitation(title, **({"uid": "invitation", "answer": "NEEDS-ACTION"} | fields))


def test_a_note_takes_the_times_of_the_invitation_and_is_the_source() -> None:
    interview = only(note(), invited())
    assert interview.source == NOTE
    assert interview.attached == INVITATION
    assert (interview.start, interview.end) == (START, START + HOUR)
    assert interview.void == ""
    assert interview.notes == ('Attached to the invitation "Interview with Acme"',)


def test_the_facts_are_the_notes_and_the_rest_is_inferred_from_the_invitation() -> None:
    interview = only(
        note("#interview decision=Friday", "Role: CEO"),
        invited(
            "Final round with Acme",
            description="Decision: Monday\nRole: Cook",
            others=[attendee("Bob", "bob@acme.com")],
        ),
    )
    assert interview.title == "Final round with Acme"
    assert interview.company == "Acme"
    assert interview.role == "CEO"
    assert interview.decision is not None
    assert interview.decision.on == date(2026, 10, 9)
    assert (interview.kind, interview.stage) == ("final", "decision")
    assert interview.interviewers == (Person(name="Bob", email="bob@acme.com"),)


def test_what_the_note_calls_it_comes_before_what_the_invitation_says() -> None:
    interview = only(note("#interview Globex onsite"), invited())
    assert (interview.title, interview.company, interview.kind) == ("Globex onsite", "Globex", "interview")
    assert only(note("#interview Jane Doe"), invited()).company == "Acme"
    assert only(note("#interview Nurse interview at Globex"), invited()).role == "Nurse"


def test_guests_of_the_note_are_interviewers_where_the_invitation_names_none() -> None:
    robot = Person(name="Acme", email="no-reply@acme.com")
    mine = note(attendees=(attendee("Bob", "bob@acme.com"),))
    assert only(mine, invited(organizer=robot)).interviewers == (Person(name="Bob", email="bob@acme.com"),)


def test_a_note_attaches_to_what_it_overlaps_most_then_to_the_earliest() -> None:
    short = invited(uid="short", start=START - HOUR, hours=1.75)
    long = invited(uid="long", start=START + HOUR / 2)
    assert only(note(), short, long).attached == long.source
    before, after = invited(uid="b", start=START), invited(uid="a", start=START + HOUR)
    assert only(note(), before, after).attached == before.source
    same = invited(uid="a", start=START)
    assert only(note(), before, same).attached == same.source


def test_a_note_attaches_to_timed_events_of_others_only() -> None:
    whole_day = invited(start=date(2026, 10, 6), end=date(2026, 10, 7))
    own = event("Lunch", uid="lunch", start=START + HOUR / 2)
    ours = invited(uid="ours", marks=(("key", "k"),))
    bare = invited(uid="bare", whole=False)
    touching = invited(uid="touching", start=START + 1.5 * HOUR)
    interview = only(note(), whole_day, own, ours, bare, touching)
    assert interview.attached is None
    assert interview.start == START + HOUR / 2
    assert interview.void == ""


def test_where_nothing_ever_overlapped_the_note_is_the_interview_itself() -> None:
    interview = only(note("#interview Acme final"))
    assert (interview.company, interview.stage, interview.attached) == ("Acme", "decision", None)
    assert interview.start == START + HOUR / 2


def test_a_tagged_invitation_with_a_note_is_one_interview() -> None:
    assert only(note(), invited("Interview with Acme #interview", answer="ACCEPTED")).source == NOTE
    assert only(note(), invited(color="11"), preferences=having(colors=("11",))).source == NOTE
    assert only(note(), invited("#interview", answer="NEEDS-ACTION")).source == NOTE


def test_an_invitation_that_goes_voids_the_note_until_it_is_edited() -> None:
    gone = only(note(), attached={NOTE: INVITATION})
    assert gone.void == WENT
    assert gone.attached == INVITATION
    assert only(note()).void == ""


def test_an_invitation_that_is_cancelled_or_declined_voids_the_note() -> None:
    assert only(note(), invited(status="CANCELLED")).void == "the invitation was cancelled"
    assert only(note(), invited("Canceled: Interview with Acme")).void == "the invitation was cancelled"
    declined = only(note(), invited(answer="DECLINED"))
    assert declined.void == "the invitation was declined"
    assert declined.attached == INVITATION


def test_a_note_survives_an_invitation_that_is_cancelled_and_sent_anew() -> None:
    old, new = invited(status="CANCELLED"), invited(uid="new", start=START + HOUR / 4)
    interview = only(note(), old, new, attached={NOTE: INVITATION})
    assert (interview.source, interview.attached, interview.void) == (NOTE, new.source, "")
    assert interview.start == START + HOUR / 4


def test_another_organizers_event_at_the_same_hour_never_takes_the_place_of_what_went() -> None:
    dentist = replace(invited("Dentist", uid="dentist"), organizer=Person(email="desk@dentist.example"))
    assert only(note(), dentist, attached={NOTE: INVITATION}).void == WENT
    cancelled = only(note(), invited(status="CANCELLED"), dentist, attached={NOTE: INVITATION})
    assert cancelled.void == "the invitation was cancelled"
    assert only(note(), dentist).attached == dentist.source


def test_a_note_stays_with_its_invitation_when_that_moves() -> None:
    moved = invited(start=START + 24 * HOUR)
    interview = only(note(), moved, attached={NOTE: INVITATION})
    assert interview.start == START + 24 * HOUR
    assert interview.void == ""
    other = invited(uid="other")
    assert only(note(), moved, other, attached={NOTE: INVITATION}).attached == INVITATION
    assert only(note(), moved).attached is None


def test_a_moved_invitation_that_is_cancelled_too_gives_way_to_what_overlaps() -> None:
    moved = invited(start=START + 24 * HOUR, status="CANCELLED")
    assert only(note(), moved, attached={NOTE: INVITATION}).void == "the invitation was cancelled"
    other = invited(uid="other")
    assert only(note(), moved, other, attached={NOTE: INVITATION}).attached == other.source


def test_of_two_notes_on_one_invitation_one_counts() -> None:
    second = note(uid="second", start=START + HOUR * 0.75)
    first, late = sorted(recognise([second, note(), invited()], HOME), key=lambda one: one.source)
    assert (first.source, first.void, first.attached) == (NOTE, "", INVITATION)
    assert (late.void, late.attached) == (TAKEN, INVITATION)
    remembered = recognise([second, note(), invited()], HOME, attached={second.source: INVITATION})
    assert {one.source: one.void for one in remembered} == {NOTE: TAKEN, second.source: ""}


def test_a_note_that_is_cancelled_itself_is_void() -> None:
    assert only(note(status="CANCELLED"), invited()).void == "cancelled"


def test_the_order_of_the_events_is_irrelevant_to_notes() -> None:
    events = [note(), note(uid="n2"), invited(), invited(uid="i2", start=START + HOUR / 4), invited(uid="i3")]
    found: set[tuple[Interview, ...]] = {recognise(events[at:] + events[:at], HOME) for at in range(len(events))}
    assert len(found) == 1
