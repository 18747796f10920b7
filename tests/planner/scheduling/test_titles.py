"""What follow-ups are called."""

import pytest

from planner.values import Interview, Person
from tests.planner.planned import JANE, hire, interview, planned, playbook


def titles(one: Interview, **inputs: object) -> list[str]:
    return [found.title for found in planned(one, **inputs).follow_ups]  # type: ignore[arg-type]


def test_a_title_says_what_to_do_to_whom_and_for_mail_when_it_arrives() -> None:
    assert titles(hire("2026-10-20 13:00", "2026-10-30")) == [
        "Email Jane Doe (Acme): thank-you",
        "Post a letter to Jane Doe (Acme), arrives Thu 22 Oct",
        "Send Jane Doe (Acme) an overnight letter, arrives Mon 26 Oct",
        "Call Jane Doe (Acme): last word before the real decision",
    ]


def test_the_content_of_a_letter_sent_by_email_is_named_by_what_it_is_about() -> None:
    assert titles(interview("2026-10-20 13:00", letters=False))[1] == "Email Jane Doe (Acme): one example, worked out"


def test_without_a_company_there_are_no_empty_brackets() -> None:
    assert titles(interview(company=""))[0] == "Email Jane Doe: thank-you"
    assert titles(interview(interviewers=(Person(name="ACME"),)))[0] == "Email ACME: thank-you"


def test_a_person_without_a_name_is_called_by_the_address() -> None:
    assert titles(interview(interviewers=(Person(email="jd@acme.com"),)))[0] == "Email jd@acme.com (Acme): thank-you"


@pytest.mark.parametrize(
    ("company", "name", "expected"),
    [
        ("Acme #Interview", "Jane", "Email Jane (Acme): thank-you"),
        ("#interview", "Jane #interview Doe", "Email Jane Doe: thank-you"),
        ("C# Works", "#x-y", "Email the hiring team (C# Works): thank-you"),
        ("Ac\nme", "{who}", "Email {who} (Ac me): thank-you"),
    ],
)
def test_no_hashtag_and_no_line_break_ever_stands_in_a_title(company: str, name: str, expected: str) -> None:
    assert titles(interview(company=company, interviewers=(Person(name=name),)))[0] == expected


def test_discreet_titles_name_neither_person_nor_company_nor_what_it_is() -> None:
    one = hire("2026-10-20 13:00", "2026-10-30", discreet=True)
    assert titles(one) == [
        "Send the email (1)",
        "Post the letter (3), arrives Thu 22 Oct",
        "Send the overnight letter (4), arrives Mon 26 Oct",
        "Make the call (5)",
    ]


def test_words_of_the_playbook_can_be_changed() -> None:
    changed = playbook(('email = "Email {who} ({company}): {about}"', 'email = "E-Mail an {who}"'))
    assert titles(interview(), playbook=changed)[0] == f"E-Mail an {JANE}"


def test_a_follow_up_brings_its_brief_its_need_and_the_article_s_rules() -> None:
    first = planned(interview("2026-10-06 15:00", "2026-10-08")).follow_ups[0]
    assert (first.need, first.rules) == ("must", ("S1", "S4", "S5", "S6"))
    assert first.brief.startswith("Thanks; one concrete match")
