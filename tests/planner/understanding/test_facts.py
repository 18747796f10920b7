from typing import Any

import pytest

from planner.understanding.facts import KEYS, Facts, read_facts
from planner.understanding.text import READ_LIMIT
from planner.values import Source
from tests.planner.events import HOME, event, only, read


def facts(title: str = "Acme #interview", description: str = "", **fields: Any) -> Facts:
    return read_facts(event(title, description), HOME.hashtag, foreign=fields.pop("foreign", False), **fields)


def given(title: str = "Acme #interview", description: str = "", **fields: Any) -> dict[str, str]:
    return dict(facts(title, description, **fields).given)


@pytest.mark.parametrize(
    "line",
    [
        *("Company: Acme Inc", "company:Acme Inc", "COMPANY : Acme Inc", "Company：Acme Inc", "- Company: Acme Inc"),
        *(
            "• Company: Acme Inc",
            "* **Company:** Acme Inc",
            "**Company**: Acme Inc",
            "company = Acme Inc",
            "company=Acme Inc",
        ),
        *(
            'Company: "Acme Inc"',
            'company="Acme Inc"',
            "Companys: Acme Inc",
            "Company name: Acme Inc",
            "Employer: Acme Inc",
        ),
        *(
            "1. Company: Acme Inc",
            "> Company: Acme Inc",
            "_Company_: Acme Inc",
            "Company:\u00a0Acme\u00a0Inc",
            "–Company: Acme Inc",
        ),
        *("#interview company=Acme Inc", "#interview Company: Acme Inc", "see #interview final, company='Acme Inc'"),
    ],
)
def test_a_line_is_a_fact_in_every_dress(line: str) -> None:
    assert given(description=line)["company"] == "Acme Inc"
    assert given(description=f"Hello,\n{line}\nBye")["company"] == "Acme Inc"


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        *(("Interviewer", "interviewers"), ("interviewers", "interviewers"), ("INTERVIEWERS", "interviewers")),
        *(
            ("Decision date", "decision"),
            ("decision-date", "decision"),
            ("decision_date", "decision"),
            ("Decisions", "decision"),
        ),
        *(("Time zone", "timezone"), ("time-zone", "timezone"), ("TimeZone", "timezone"), ("Time_Zones", "timezone")),
        *(
            ("Note", "notes"),
            ("Call", "calls"),
            ("phone calls", "calls"),
            ("letter", "letters"),
            ("Extension", "extensions"),
        ),
        *(("Position", "role"), ("Job title", "role"), ("Kind", "stage"), ("Mailing address", "address")),
    ],
)
def test_keys_are_forgiving(spelling: str, key: str) -> None:
    assert given(description=f"{spelling}: x") == {key: "x"}
    assert given(f"Acme #interview {spelling}=x") == {key: "x"}


@pytest.mark.parametrize(
    "html",
    [
        "<b>Company:</b> Acme<br><b>Decision:</b> Friday",
        "<p>Company: Acme</p><p>Decision: Friday</p>",
        "<ul><li>Company: Acme</li><li>Decision: Friday</li></ul>",
        "<div>Company:&nbsp;Acme</div><div>Decision: <i>Friday</i></div>",
        '<span>Company: <a href="https://acme.com">Acme</a></span><br>&nbsp;<br>Decision: Friday<br>&nbsp;',
    ],
)
def test_facts_stand_in_html_too(html: str) -> None:
    assert given(description=html) == {"company": "Acme", "decision": "Friday"}


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("final decision=2026-12-04", {"stage": "final", "decision": "2026-12-04"}),
        ("decision=2026-12-04 final", {"stage": "final", "decision": "2026-12-04"}),
        ("decision=in two weeks phone screen", {"stage": "phone screen", "decision": "in two weeks"}),
        ('company="Acme Inc" decision="in two weeks"', {"company": "Acme Inc", "decision": "in two weeks"}),
        ("company=“Acme Inc”, role='Lead'", {"company": "Acme Inc", "role": "Lead"}),
        (
            "company=Acme Inc role=Senior Engineer more",
            {"company": "Acme Inc", "role": "Senior Engineer", "stage": "more"},
        ),
        ("stage=phone screen calls=no", {"stage": "phone screen", "calls": "no"}),
        ("decision: Fri 4 Dec 15:00, company: Acme", {"decision": "Fri 4 Dec 15:00", "company": "Acme"}),
        ("decision date = Friday", {"decision": "Friday"}),
        ("company=O'Reilly", {"company": "O'Reilly"}),
        ('company="Acme', {"company": '"Acme'}),
        ("company=Final", {"company": "Final"}),
        ("notes=they want more", {"notes": "they want more"}),
        ("notes=see https://acme.com/?role=x", {"notes": "see https://acme.com/?role=x"}),
        ("decision=?", {}),
        ("company=", {}),
        ("interviewers=Jane Doe, Bob company=Acme", {"interviewers": "Jane Doe, Bob", "company": "Acme"}),
    ],
)
def test_facts_stand_behind_the_hashtag(tail: str, expected: dict[str, str]) -> None:
    for title in (f"Interview #interview {tail}", f"#interview: {tail}", f"Talk (#interview {tail})"):
        found = facts(title)
        assert dict(found.given) == expected
        assert found.problems == ()
    assert given("Talk", f"Hello\n#interview {tail}") == expected


def test_several_facts_may_stand_on_one_line() -> None:
    expected = {"company": "Acme", "decision": "Oct 30", "stage": "phone screen"}
    assert given(description="Stage: phone screen; decision: Oct 30, Company: Acme") == expected
    assert given(description="- company=Acme decision=Oct 30 phone screen") == expected
    assert given(description="Notes: they said, role: none") == {"notes": "they said, role: none"}


def test_a_dash_may_stand_for_the_colon() -> None:
    assert given(description="Decision - Friday\nRole – Co-op Engineer\nCo-op: x") == {
        "decision": "Friday",
        "role": "Co-op Engineer",
    }


def test_the_description_beats_the_title_and_the_last_one_wins() -> None:
    assert given("Acme #interview decision=Mon", "Decision: Tue")["decision"] == "Tue"
    assert given("Acme #interview decision=Mon decision=Wed")["decision"] == "Wed"
    assert given(description="Decision: Tue\nDecision: Thu\n#interview decision=Fri")["decision"] == "Fri"
    assert given(description="#interview decision=Fri\nDecision: Thu")["decision"] == "Thu"


def test_an_unanswered_question_is_not_given() -> None:
    for blank in ("", "?", " ? ", "…", "...", "__", "-"):
        assert given("Acme #interview decision=Mon", f"Decision: {blank}\nCompany: {blank}") == {"decision": "Mon"}


@pytest.mark.parametrize(
    ("description", "people"),
    [
        ("Interviewers: Jane, Bob\nCy", "Jane, Bob"),
        ("Interviewers:\nJane\n- Bob (VP)\n\nCy", "Jane\nBob (VP)"),
        ("Interviewers:\n  Jane\nCompany: Acme", "Jane"),
        ("Interviewers:\nJane\nZoom link: https://zoom.example", "Jane"),
        ("Interviewers:\nJane\nhttps://zoom.example/1", "Jane"),
        ("Interviewers:\nJane\n#interview", "Jane"),
        ("Interviewers:\nJane\n----------", "Jane"),
        ("Interviewers:\nJane\nWe are looking forward to meeting you on Tuesday, of course", "Jane"),
        ("Interviewers: Jane,\nBob,\nCy\nDee", "Jane,\nBob,\nCy"),
        ("<p>Interviewers:</p><ul><li>Jane</li><li>Bob</li></ul>", "Jane\nBob"),
        ("#interview\nInterviewers: Jane #interview\nBob", "Jane"),
    ],
)
def test_interviewers_stand_on_one_line_or_one_a_line(description: str, people: str) -> None:
    assert given(description=description)["interviewers"] == people


def test_notes_go_on_to_the_next_blank_line_or_key() -> None:
    assert given(description="Notes: they like Go\nQ: why us?\n- and Rust\n\nBye") == {
        "notes": "they like Go\nQ: why us?\nand Rust"
    }
    assert given(description="Notes:\na\nb\nCompany: Acme") == {"notes": "a\nb", "company": "Acme"}
    assert given(description="Notes: ?\nBye") == {}


def test_an_address_may_take_several_lines() -> None:
    assert given(description="Address:\n1 Main St\nNew York, NY\n\nx") == {"address": "1 Main St\nNew York, NY"}
    assert given(description="Address: 1 Main St,\nNew York\nx") == {"address": "1 Main St,\nNew York"}


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Event Name: 30 Minute Meeting",
            "Location: This is a Zoom web conference.",
            "Powered by Calendly.com",
            "10:30-11:00",
        ),
        *(
            "https://calendly.com/cancellations/5",
            "We will tell you about the decision: soon.",
            "Where: Zoom",
            "Who: Jane",
        ),
        *(
            "Need to make changes to this event?",
            "Cancel: https://calendly.com/c/1",
            "Password = x",
            ": x",
            "= y",
            "Note that",
        ),
        "The following people are the interviewers that you will meet there: Jane",
    ],
)
def test_what_schedulers_write_is_ignored_quietly(line: str) -> None:
    for foreign in (False, True):
        assert facts(description=line, foreign=foreign) == Facts(given={}, headline="Acme")


def test_in_a_foreign_invitation_a_note_or_a_call_is_prose() -> None:
    text = "Note: bring ID\nCall: https://zoom.example\nLetter: none\nDesicion: y\nCompany: Acme\nNotes: x"
    assert facts(description=text, foreign=True) == Facts(given={"company": "Acme", "notes": "x"}, headline="Acme")


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("Desicion: Friday", "Decision"),
        ("Compnay: Acme", "Company"),
        ("- Interveiwers: Jane", "Interviewers"),
        ("Contry: DE", "Country"),
    ],
)
def test_a_misspelt_key_is_told(line: str, key: str) -> None:
    (problem,) = facts(description=line).problems
    assert f"did you mean {key}:" in problem
    assert line in problem


def test_words_behind_the_tag_that_mean_nothing_are_told_with_what_would_be_understood() -> None:
    (problem,) = facts("Acme #interview soon final").problems
    assert problem.startswith('"soon" behind "#interview" means nothing to me; understood are screen, phone screen')
    assert "decision=2026-12-04" in problem
    assert facts("Acme", "#interview soon").problems == (problem,)


def test_behind_a_tag_at_the_start_stands_the_title_and_only_slips_are_told() -> None:
    assert facts("#interview Acme with Jane").problems == ()
    assert facts("Acme", "see #interview of Monday").problems == ()
    assert '"Acme 4 Dec"' in facts("#interview Acme decision 4 Dec").problems[0]
    assert '"finall"' in facts("#interview Acme finall").problems[0]
    assert '"rejected"' in facts("#interview Acme rejected").problems[0]


def test_an_unknown_key_behind_the_tag_is_told() -> None:
    found = facts("Acme #interview final foo=bar baz decision=Fri")
    assert found.given == {"stage": "final", "decision": "Fri"}
    assert '"foo=bar baz" is no fact that I know; the keys are stage, decision' in found.problems[0]


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Interview with Acme #interview more decision=Fri", "Interview with Acme"),
        ("#interview Acme – Onsite decision=Fri", "Acme – Onsite"),
        ("#interview: Acme", "Acme"),
        ("Acme (#interview)", "Acme"),
        ("Acme – #interview", "Acme"),
        ("Acme", "Acme"),
        ("#interview", ""),
    ],
)
def test_the_headline_is_the_title_without_tag_and_facts(title: str, headline: str) -> None:
    assert facts(title).headline == headline


def test_a_description_beyond_all_bounds_is_read_in_part_and_says_so() -> None:
    long = "Company: Acme\n" + "x" * 10_000_000 + "\nDecision: Friday"
    found = facts(description=long)
    assert found.given == {"company": "Acme"}
    assert found.problems == (
        f"The description is {len(long):,} characters long; only the first {READ_LIMIT:,} were read",
    )


@pytest.mark.parametrize(
    "piece", ["company=", "notes: ", "#interview ", 'company="', "Interviewers:\n", "a=", "- ", ",\n", "(", "1."]
)
def test_a_repeated_piece_is_read_in_time(piece: str) -> None:
    facts("Acme #interview " + piece * 5_000, "#interview " + piece * (READ_LIMIT // len(piece)))


def test_every_key_changes_something_that_a_person_sees() -> None:
    written = """
        stage=final decision=2026-12-04 company=Foo role=Bar interviewers=Bob address=Main country=DE
        timezone=Europe/Berlin calls=no letters=no extensions=yes notes=x outcome=offer
    """
    values = dict(pair.split("=") for pair in written.split())
    assert set(values) == set(KEYS)
    plain = read()
    for key, value in values.items():
        assert only(event(description=f"{key}: {value}", source=Source(uid="one"))) != plain
