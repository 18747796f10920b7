"""Which events look like an interview of the person's: what real calendars hold, and what only sounds alike."""

from typing import Any

import pytest

from planner.understanding.interview_words import INTERVIEW_WORDS
from planner.understanding.likely import is_about_interviews, looks_like_interview
from planner.values import Event, Person
from tests.planner.events import ME, attendee, event, having, invitation

CANDIDATE_CALENDAR = "c_1a2b@group.calendar.google.com"
CALENDLY = "Event Name: {}\nLocation: This is a Zoom web conference.\nPowered by Calendly.com"


def sent(title: str, address: str, name: str = "", description: str = "", **fields: Any) -> Event:
    return invitation(title, description, organizer=Person(name=name, email=address), **fields)


LIKELY = [
    event("Interview with Coinbase", organizer=Person(email=ME)),
    event("Interview with Acme"),
    event("Acme: final interview"),
    event("Job interview Acme"),
    event("Phone screen: Initech"),
    event("Technical screen (Globex)"),
    event("Recruiter call Acme"),
    event("Call with hiring manager, Acme"),
    event("Hiring manager chat – Acme"),
    event("INTERVIEW ACME 10:00"),
    event("Vorstellungsgespräch bei der Acme GmbH"),
    event("Telefoninterview Acme"),
    event("Bewerbungsgespräch"),
    event("Entretien d’embauche Acme"),
    event("Entrevista de trabajo con Acme"),
    event("User Experience Designer interview"),
    event("Research Scientist interview, Acme"),
    event("Agile coach interview at Acme"),
    invitation("Interview - Senior Engineer - Jordan Smith"),
    invitation("Interview with Acme", answer="NEEDS-ACTION"),
    invitation("Candidate interview: Sam Smith"),
    invitation("Invitation to interview with Acme"),
    invitation("Confirmed for interview: Acme"),
    invitation("Updated invitation: Onsite interview @ Acme"),
    invitation("Zweitinterview Frau Doe"),
    invitation("Acme onsite"),
    invitation("Panel with Acme"),
    invitation("Acme – final round"),
    sent("Meeting Confirmation - Sam Smith", "schedule@interview.adobe.com", description="Adobe Leadership Chat"),
    sent("Sam Smith / Jane Doe", "no-reply@greenhouse.io"),
    sent("Sam Smith <> Acme", "no-reply@us.greenhouse-mail.io"),
    sent("Acme: Sam Smith", "scheduling@hire.lever.co"),
    sent("Chat about your application", "notifications@ashbyhq.com"),
    sent("Acme Day", "no-reply@goodtime.io"),
    sent("Schedule for Sam", "hello@modernloop.io"),
    sent("System design with Ann", CANDIDATE_CALENDAR, "Acme Candidate Calendar"),
    sent("Meet the team", "recruiting@acme.com"),
    sent("Meet the team", "acme-careers@acme.com"),
    sent("Sam Smith and Jane Doe", "jane@acme.com", description=CALENDLY.format("Phone Screen")),
    sent("Jane Doe and Sam", "jane@acme.com", description=f"<b>{CALENDLY.format('30 Minute Interview')}</b>"),
    sent("Sam Smith interview", "hit-reply@linkedin.com"),
    sent("Interview", "jane.recruiter@gmail.com"),
]
UNLIKELY = [
    event("Interview practice"),
    event("Coffee with Sarah"),
    event("Interview-prep"),
    event("Prep for interview"),
    event("Prepare Acme interview"),
    event("Mock interview with Bob"),
    event("Rehearsal: interview"),
    event("Vorbereitung Interview Acme"),
    event("Interviewvorbereitung"),
    event("Préparation entretien d'embauche"),
    event("Interview questions"),
    event("Interview notes Acme"),
    event("Acme interview feedback due"),
    event("Buy a suit for the interview"),
    event("Flight to interview"),
    event("Haircut for the interview"),
    event("Write to Acme about interview"),
    event("Thank Jane after the interview"),
    event("Schedule interview"),
    event("Lunch after interview"),
    event("US visa interview"),
    event("School interview (Mia)"),
    event("Exit interview"),
    event("User interviews"),
    event("Podcast interview"),
    event("Radio interview"),
    event("Interviewer training"),
    event("Interviews: backend candidates"),
    event("Interview Jane Doe (candidate)"),
    event("Conduct interview"),
    event("interview.example.org is down"),
    event("Onsite inspection"),
    event("Panel"),
    event("Final"),
    event("Finals at the stadium"),
    event("Screening: Dune"),
    event("Dentist"),
    event(""),
    event("Interview Jane Doe", organizer=Person(email=ME), attendees=(attendee("Jane", "jane@home.org"),)),
    invitation("Lunch"),
    invitation("Interview debrief: Sam"),
    invitation("Onsite kick-off Acme"),
    invitation("Globex panel"),
    invitation("Interview with a legend", others=[attendee(f"G{n}", f"g{n}@fans.org") for n in range(30)]),
    sent("Panel discussion", "events@meetup.com"),
    sent("Info session", "recruiting@acme.com"),
    sent("Career fair", "careers@university.edu"),
    sent("Weekly sync", "boss@acme.com"),
    sent("Sam and Jane", "jane@acme.com", description=CALENDLY.format("30 Minute Meeting")),
    sent("Zoom meeting", "no-reply@zoom.us"),
    sent("Ann's day off", "no-reply@bamboohr.com"),
    sent("Interview practice", "coach@gmail.com"),
]


@pytest.mark.parametrize("one", LIKELY, ids=lambda one: one.title)
def test_an_interview_looks_like_one(one: Event) -> None:
    assert looks_like_interview(one, having())


@pytest.mark.parametrize("one", UNLIKELY, ids=lambda one: one.title)
def test_what_only_sounds_alike_does_not(one: Event) -> None:
    assert not looks_like_interview(one, having())


@pytest.mark.parametrize(
    "one",
    [
        sent("Interview with Jane Candidate", "no-reply@greenhouse.io", others=[attendee("Bo", "bo@mycorp.com")]),
        sent("Interview: Jane Doe", "recruiter@mycorp.com"),
        sent("Jane Doe", CANDIDATE_CALENDAR, "Acme Interviews", others=[attendee("Bo", "bo@eu.mycorp.com")]),
    ],
    ids=lambda one: one.title,
)
def test_who_interviews_others_with_their_colleagues_is_not_asked(one: Event) -> None:
    assert not looks_like_interview(one, having(my_addresses=frozenset({ME, "me@mycorp.com"})))
    assert looks_like_interview(one, having())


def test_people_with_the_same_mail_host_for_everybody_are_no_colleagues() -> None:
    one = sent("Interview", "jane@gmail.com")
    assert looks_like_interview(one, having(my_addresses=frozenset({ME, "me@gmail.com"})))


def test_an_own_event_is_read_by_the_words_that_could_make_it_one() -> None:
    own = [one for one in LIKELY if not one.attendees]
    assert [one.title for one in own if not any(word in one.title.casefold() for word in INTERVIEW_WORDS)] == []


def test_what_is_about_interviews_is_known_by_its_title_alone() -> None:
    assert is_about_interviews(invitation("Interview prep with your recruiter"))
    assert not is_about_interviews(invitation("Sam Smith and Acme"))
