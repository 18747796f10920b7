"""What changes something, and what only looks as if it did."""

import re
from datetime import timedelta

import pytest

from tests.sync.world import interview
from tests.web.page import MONDAY, Desk, Visitor
from tests.web.test_pages import words

OPEN = "Interviewers: Jane Doe"


def fields(text: str, action: str) -> dict[str, str]:
    """The hidden fields of the first form with this action."""
    (form,) = re.findall(rf'<form method="post" action="{action}"[^>]*>(.*?)</form>', text, flags=re.DOTALL)[:1]
    return dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', form))


def press(visitor: Visitor, page: str, action: str, **more: str) -> str:
    hidden = fields(visitor.get(page).text, action)
    answer = visitor.post(action, {**hidden, **more}, Origin=visitor.gate.origin)
    assert answer.history[0].status_code == 303
    assert answer.url == visitor.gate.origin + page
    return words(answer.text)


def test_what_was_deleted_is_brought_back_into_the_calendar(demo: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    told = press(visitor, page, "/restore")
    assert "Brought back: Email Bob Ray (Acme): thank-you" in told
    assert demo.ours("Email Bob Ray").is_file()
    again = words(visitor.get(page).text)
    assert "Brought back" not in again
    assert "deleted by you" not in again


def test_what_is_of_no_use_any_more_is_said_with_the_reason(demo: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    demo.now += timedelta(days=30)
    assert "not brought back: " in press(visitor, page, "/restore")
    assert "not in the calendar yet" in words(visitor.get(page).text)


def test_bringing_back_twice_says_that_it_is_there(demo: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    hidden = fields(visitor.get(page).text, "/restore")
    for _ in range(2):
        answer = visitor.post("/restore", hidden, Origin=visitor.gate.origin)
    assert "not among those that you deleted any more" in words(answer.text)


def test_a_calendar_that_cannot_be_reached_is_told_and_the_wish_is_kept(demo: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    away = demo.calendar.rename(demo.folder / "away")
    assert "It is noted, and not in your calendar yet:" in press(visitor, page, "/restore")
    away.rename(demo.calendar)
    demo.sync()
    assert demo.ours("Email Bob Ray").is_file()


def test_what_is_done_is_marked_in_the_calendar_and_is_no_longer_to_do(demo: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    first = fields(visitor.get(page).text, "/mark")["follow-up"]
    assert "Done: " in press(visitor, page, "/mark")
    text = demo.text(demo.calendar / f"{first}.ics")
    assert "\r\nSUMMARY:✓ " in text
    assert "done, as you say" in words(visitor.get(page).text)
    title = "Email Jane Doe (Acme): thank-you"
    assert title not in words(visitor.get("/").text)
    assert fields(visitor.get(page).text, "/mark")["said"] == "nothing"
    demo.sync()
    assert demo.text(demo.calendar / f"{first}.ics") == text
    assert "Not marked any more: " in press(visitor, page, "/mark")
    assert "\r\nSUMMARY:✓ " not in demo.text(demo.calendar / f"{first}.ics")


def test_what_was_missed_says_what_to_do_now(demo: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    demo.now += timedelta(days=3)
    demo.sync()
    told = press(visitor, page, "/mark")
    assert "Missed: Email " in told
    assert "missed, as you say" in told
    assert "Do it now: Thu 8 Oct 2026" in told
    assert "Missed, and still worth doing Thu 8 Oct 2026" in words(visitor.get("/").text)
    assert "Done: " in press(visitor, page, "/mark")


@pytest.mark.parametrize("more", [{"said": "sent"}, {"follow-up": "0" * 52}])
def test_a_mark_that_means_nothing_changes_nothing(demo: Desk, visitor: Visitor, more: dict[str, str]) -> None:
    page = visitor.application("Acme")
    before = demo.files()
    hidden = {**fields(visitor.get(page).text, "/mark"), **more}
    visitor.post("/mark", hidden, Origin=visitor.gate.origin)
    assert {n: t for n, t in demo.files().items() if n.endswith(".ics")} == {
        n: t for n, t in before.items() if n.endswith(".ics")
    }


def test_a_mark_that_could_not_be_written_is_told(demo: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    away = demo.calendar.rename(demo.folder / "away")
    assert "It could not be written into your calendar now; try again later:" in press(visitor, page, "/mark")
    away.rename(demo.calendar)


@pytest.fixture
def asked(desk: Desk) -> Desk:
    desk.put("i.ics", interview(at=MONDAY + timedelta(hours=5), description=OPEN))
    desk.sync()
    return desk


def test_an_answer_stands_in_the_calendar_and_the_plan_follows_it(asked: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    assert "When do they decide?" in visitor.get(page).text
    told = press(visitor, page, "/answer", answer="29 Oct")
    assert "Taken: decision: 29 Oct" in told
    assert "They decide Thu 29 Oct 2026" in told
    assert "You answered, as understood: Thu 29 Oct" in told
    assert r"\nDecision: Thu 29 Oct\n" in asked.text(asked.ours("Email Jane Doe"))
    before = {name: text for name, text in asked.files().items() if name.endswith(".ics")}
    asked.sync()
    assert {name: text for name, text in asked.files().items() if name.endswith(".ics")} == before


@pytest.mark.parametrize("text", ["when they like", "2019-01-01x", " "])
def test_an_answer_that_cannot_be_read_is_not_taken(asked: Desk, visitor: Visitor, text: str) -> None:
    page = visitor.application("Acme")
    before = asked.files()
    told = press(visitor, page, "/answer", answer=text)
    assert "Taken" not in told
    assert ("not a date I understand" in told) or ("Nothing was written" in told)
    assert asked.files() == before


@pytest.mark.parametrize(
    ("there", "then"),
    [("Decision: 2 Nov", "They decide Mon 2 Nov 2026"), ("Decision:", "When they decide is not known")],
)
def test_an_answer_counts_more_than_an_earlier_one_also_than_one_written_in_the_calendar(
    asked: Desk, visitor: Visitor, there: str, then: str
) -> None:
    page = visitor.application("Acme")
    press(visitor, page, "/answer", answer="29 Oct")
    follow_up = asked.ours("Email Jane Doe")
    text = asked.text(follow_up)
    follow_up.write_text(text.replace(r"\nDecision: Thu 29 Oct", rf"\n{there}"), encoding="utf-8", newline="")
    asked.now += timedelta(minutes=1)
    asked.sync()
    assert then in words(visitor.get(page).text)
    for number in range(3):
        assert "They decide Thu 5 Nov 2026" in press(visitor, page, "/answer", answer="5 Nov"), number
        asked.now += timedelta(minutes=1)
        asked.sync()
    assert "They decide Thu 5 Nov 2026" in words(visitor.get(page).text)


def test_an_answer_that_could_not_be_written_is_told(asked: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    away = asked.calendar.rename(asked.folder / "away")
    assert "It could not be written into your calendar now." in press(visitor, page, "/answer", answer="29 Oct")
    away.rename(asked.calendar)
    asked.sync()
    assert "When they decide is not known" in words(visitor.get(page).text)


def test_what_the_interview_itself_says_by_now_is_no_question_any_more(asked: Desk, visitor: Visitor) -> None:
    hidden = fields(visitor.get(visitor.application("Acme")).text, "/answer")
    asked.put("i.ics", interview(at=MONDAY + timedelta(hours=5), description=OPEN + "\\nDecision: 2026-10-30"))
    asked.sync()
    answer = visitor.post("/answer", {**hidden, "answer": "29 Oct"}, Origin=visitor.gate.origin)
    assert "no question any more" in answer.text


@pytest.mark.parametrize("change", [{"account": "nobody"}, {"interview": "nothing"}, {"fact": "salary"}])
def test_a_form_that_was_changed_by_hand_changes_nothing(asked: Desk, visitor: Visitor, change: dict[str, str]) -> None:
    hidden = fields(visitor.get(visitor.application("Acme")).text, "/answer")
    before = asked.files()
    answer = visitor.post("/answer", {**hidden, "answer": "29 Oct", **change}, Origin=visitor.gate.origin)
    assert answer.status_code == 200
    assert asked.files() == before


def test_a_form_never_leads_away(demo: Desk, visitor: Visitor) -> None:
    hidden = fields(visitor.get(visitor.application("Acme")).text, "/restore")
    answer = visitor.post("/restore", {**hidden, "page": "//evil.example"}, Origin=visitor.gate.origin)
    assert answer.url == f"{visitor.gate.origin}/"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?decision=30+Oct&stage=", "they decide Fri 30 Oct 2026, really about Wed 28 Oct 2026"),
        ("?decision=&stage=more", "More interviews follow; they decide Fri 16 Oct 2026"),
        ("?decision=unknown&stage=decision", "when they decide is not known"),
        ("?decision=whenever&stage=", "&#34;whenever&#34; is not a date I understand"),
        ("?decision=%00%E2%80%AE&stage=nonsense", "What if?"),
    ],
)
def test_what_if_shows_the_other_plan_beside_the_present_one_and_writes_nothing(
    demo: Desk, visitor: Visitor, query: str, told: str
) -> None:
    page = visitor.application("Globex")
    before, now = demo.files(), visitor.get(page).text
    assert told in words(visitor.get(page + query).text)
    assert demo.files() == before
    assert visitor.get(page).text == now


def test_what_if_says_of_each_follow_up_what_becomes_of_it(demo: Desk, visitor: Visitor) -> None:
    page = visitor.application("Globex")
    later = words(visitor.get(f"{page}?decision=30+Oct&stage=").text).partition("What if?")[2]
    assert re.search(r"last word before the real decision moves Wed 14 Oct 2026 10:00 \w{3} 2\d Oct", later)
    assert re.search(r"thank-you stays", later)
    more = words(visitor.get(f"{page}?decision=&stage=more").text).partition("What if?")[2]
    assert " goes " in more


def test_what_the_person_deleted_is_in_no_plan(demo: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    assert "Bob Ray" not in visitor.get(f"{page}?decision=20+Oct&stage=decision").text.partition("What if?")[2]
