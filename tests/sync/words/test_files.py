"""Drafts as files: emails that mail programs open, letters that a printer prints."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.values import Person
from sync.words.drafter import Draft
from sync.words.files import as_file
from sync.words.mail import message
from sync.words.sender import Sender
from tests.planner.planned import at
from tests.sync.words.examples import BOB, DRAFTER, JANE, ME, RAE, drafted, drafts, final_round, planned
from tests.sync.words.test_links import BODY, HOSTILE

BASE = Draft(kind="email", to=JANE, subject="Thanks", body="Dear Jane,\n\nBye", address="jane@acme.example")
FIELDS = ["From", "To", "Subject", "X-Unsent", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def test_an_email_comes_back_as_it_was_written_and_opens_as_a_draft() -> None:
    mail = read(message(replace(BASE, subject='Über "1+1" 🎉', body=BODY), Sender(name="Zoë Ünal", email=ME.email)))
    assert mail.keys() == FIELDS
    assert (mail["Subject"], mail["X-Unsent"], mail["Date"]) == ('Über "1+1" 🎉', "1", None)
    assert [(one.display_name, one.addr_spec) for one in mail["To"].addresses] == [("Jane Doe", "jane@acme.example")]
    assert mail["From"].addresses[0].display_name == "Zoë Ünal"
    assert mail.get_content().replace("\r\n", "\n") == f"{BODY}\n"
    assert not mail.is_multipart()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_no_fact_makes_a_header(text: str) -> None:
    draft = replace(BASE, subject=f"s{text}", to=Person(name=text, email=JANE.email), body=f"b{text}e")
    mail = read(message(draft, replace(ME, name=text)))
    assert mail.keys() == FIELDS
    assert [one.addr_spec for one in mail["To"].addresses] == [JANE.email]


def test_a_hostile_company_is_only_text_in_every_file() -> None:
    one = final_round(
        company=HOSTILE, role=f"{HOSTILE}<script>alert(1)</script>", interviewers=(Person(name=HOSTILE), BOB)
    )
    for draft in drafts(one):
        file = as_file(draft, one, DRAFTER, at=at("2026-10-06 17:00"), key="0123456789")
        assert file.name.isascii()
        assert not set(file.name) & set("/\\\r\n: ")
        if draft.kind == "email":
            assert {key for key in read(file.content).keys() if key not in FIELDS} == set()  # noqa: SIM118
        assert draft.kind != "letter" or b"<script" not in file.content


@pytest.mark.parametrize("address", ["jörg@münchen.example", 'we"ird@acme.example', "a,b@acme.example", "no.at.sign"])
def test_a_strange_address_is_written_or_left_out_and_never_an_error(address: str) -> None:
    mail = read(message(replace(BASE, address=address), ME))
    assert mail["Subject"] == "Thanks"
    assert "Bcc" not in mail


def test_without_addresses_the_fields_are_left_out_and_who_passes_it_on_is_not_called_by_the_name() -> None:
    assert read(message(replace(BASE, address=""), Sender())).keys() == [
        name for name in FIELDS if name not in ("From", "To")
    ]
    passed = read(message(replace(BASE, to=Person(name="Bob Roe"), address=RAE.email, passed_on=True), ME))
    assert [(one.display_name, one.addr_spec) for one in passed["To"].addresses] == [("", RAE.email)]


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_letter_is_a_page_with_both_addresses_the_day_and_room_to_sign() -> None:
    one = final_round()
    letter = next(draft for draft in drafts(one) if draft.kind == "letter")
    file = as_file(letter, one, DRAFTER, at=at("2026-10-06 17:00"), key="0123456789")
    assert file.name == "2026-10-06-1700-letter-jane-doe-01234567.html"
    page = _Page(file.content.decode())
    for words in (
        "Sam Smith\n9 Elm St\nBrooklyn, NY 11201\n",
        "Jane Doe\nAcme\n1 Main St\n",
        "6 October 2026",
        letter.subject,
    ):
        assert words in page.words
    for paragraph in letter.body.split("\n\n"):
        assert all(line in page.words for line in paragraph.splitlines())
    assert not {"script", "img", "link", "iframe", "a"} & set(page.tags)
    assert not {name for name, _ in page.attributes} & {"src", "href", "style"}
    assert "@page" in page.words
    assert "url(" not in page.words


def test_a_page_shows_what_facts_hold_as_text() -> None:
    one = final_round(company="<b>A&B</b>", remarks=("<img src=x onerror=alert(1)>",) * 5)
    for draft in drafts(one):
        if draft.kind == "letter":
            page = _Page(as_file(draft, one, DRAFTER, at=at("2026-10-06 17:00"), key="0123456789").content.decode())
            assert "<img src=x onerror=alert(1)>" in page.words
            assert "<b>A&B</b>" in page.words
            assert not {"img", "b"} & set(page.tags)


def test_file_names_sort_by_the_moment_to_act() -> None:
    of = planned(final_round())
    names = [as_file(d, of.interview, DRAFTER, at=f.at, key="0123456789").name for f, d in drafted(of)]
    assert names == sorted(names)
    assert len(set(names)) == len(names) == 5
