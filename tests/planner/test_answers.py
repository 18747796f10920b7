"""What a person answers on a follow-up counts as written on the interview, until the interview says something else."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.recognise import recognise
from planner.values import Answer, Event, Interview, Preferences, Source

ME = Preferences(home_zone="America/New_York")


START = datetime(2026, 11, 24, 14, tzinfo=ZoneInfo("America/New_York"))


def event(title: str, description: str = "") -> Event:
    end = START + timedelta(hours=1)
    return Event(source=Source(uid="i"), title=title, description=description, start=START, end=end, whole=True)


def understood(of: Event, **answers: Answer) -> Interview:
    [interview] = recognise([of], ME, answers={of.source: answers})
    return interview


def asked(interview: Interview) -> dict[str, bool]:
    return {question.key: question.answered for question in interview.questions}


def test_what_an_interview_leaves_open_is_asked() -> None:
    assert asked(understood(event("Interview #interview"))) == {
        "decision": False,
        "stage": False,
        "interviewers": False,
    }


def test_what_it_says_is_not_asked() -> None:
    told = event("Interview #interview final", description="Decision: 2026-12-04\nInterviewers: Jane Doe")
    assert asked(understood(told)) == {}


def test_an_answer_counts_as_written_there() -> None:
    answer = Answer(text="4 Dec")
    interview = understood(event("Interview #interview"), decision=answer, stage=Answer(text="final"))
    assert interview.decision
    assert (interview.decision.on, interview.stage) == (date(2026, 12, 4), "decision")
    assert asked(interview) == {"decision": True, "stage": True, "interviewers": False}


def test_the_interview_beats_an_answer_once_it_says_something_else() -> None:
    later = event("Interview #interview", description="Decision: 2026-12-11")
    interview = understood(later, decision=Answer(text="4 Dec"))
    assert interview.decision
    assert interview.decision.on == date(2026, 12, 11)
    assert "decision" not in asked(interview)


def test_an_answer_to_what_the_interview_says_beats_it() -> None:
    later = event("Interview #interview", description="Decision: 2026-12-11")
    interview = understood(later, decision=Answer(text="4 Dec", instead_of="2026-12-11"))
    assert interview.decision
    assert interview.decision.on == date(2026, 12, 4)


def test_an_answer_that_cannot_be_read_is_told_and_asked_again() -> None:
    interview = understood(event("Interview #interview"), decision=Answer(text="when they feel like it"))
    assert interview.decision is None
    assert asked(interview)["decision"] is False
    assert any("when they feel like it" in problem for problem in interview.problems)


def test_unknown_is_an_answer() -> None:
    assert asked(understood(event("Interview #interview"), decision=Answer(text="unknown")))["decision"] is True
