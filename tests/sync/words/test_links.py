"""Links that other programs read: by Python's own parsers, whatever the facts hold."""

import re
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.values import Person
from sync.words.drafter import Draft
from sync.words.links import LONGEST, address_lines, envelope, mailto, tel
from tests.sync.words.examples import JANE, drafts, final_round

HOSTILE = "Acme\r\nBcc: x@y.example"
BASE = Draft(kind="email", to=JANE, subject="Thanks", body="Dear Jane,\n\nBye", address="jane@acme.example")
BODY = 'Größe "naïve" & <50 %> 🎉\n\nTwo + two = 4? #1 \\ {x}\nJosé'


def read(url: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(url)
    assert parts.scheme == "mailto"
    return unquote(parts.path), dict(parse_qsl(parts.query.replace("+", "%2B"), strict_parsing=True))


def test_a_mail_link_comes_back_as_it_was_written() -> None:
    link = mailto(replace(BASE, subject='Über "1+1" 🎉', body=BODY))
    assert link.whole
    assert read(link.url) == (
        "jane@acme.example",
        {"subject": 'Über "1+1" 🎉', "body": BODY.replace("\n", "\r\n")},
    )
    assert link.url.isascii()
    assert not set(' \r\n"<>+') & set(link.url)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_whatever_stands_in_subject_and_body_stays_there(text: str) -> None:
    to, fields = read(mailto(replace(BASE, subject=f"s{text}", body=f"b{text}")).url)
    assert (to, set(fields)) == ("jane@acme.example", {"subject", "body"})
    assert fields["subject"] == f"s{text}"
    assert fields["body"] == re.sub(r"\r\n?|\n", "\r\n", f"b{text}")


@pytest.mark.parametrize(
    "address", ["a?bcc=x@acme.example", "a&b@acme.example", "a%0d@acme.example", "jörg+x@münchen.example"]
)
def test_no_address_adds_a_field(address: str) -> None:
    to, fields = read(mailto(replace(BASE, address=address)).url)
    assert (to, set(fields)) == (address, {"subject", "body"})


def test_a_hostile_company_is_only_text() -> None:
    for draft in drafts(final_round(company=HOSTILE, role=HOSTILE)):
        if draft.kind == "email":
            _, fields = read(mailto(draft).url)
            assert set(fields) == {"subject", "body"}
            assert "\n" not in fields["subject"]
            assert not any(line.startswith("Bcc") for line in fields["body"].splitlines())


def test_a_text_that_is_too_long_for_a_link_is_left_out_of_it() -> None:
    link = mailto(replace(BASE, body="ü" * LONGEST))
    assert (link.url, link.whole) == ("mailto:jane@acme.example?subject=Thanks", False)


def test_without_an_address_the_link_has_none() -> None:
    assert mailto(replace(BASE, address="")).url.startswith("mailto:?subject=Thanks&body=Dear")


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("+1 (212) 555-0100", "tel:+12125550100"),
        ("+44 (0)20 7946 0000", "tel:+442079460000"),
        ("(030) 123 456", "tel:030123456"),
        ("", ""),
        ("ask Rae", ""),
    ],
)
def test_a_number_is_dialled(phone: str, link: str) -> None:
    assert tel(phone) == link


def test_an_address_stands_as_on_an_envelope() -> None:
    assert address_lines("1 Main St, Floor 2, New York, NY 10001") == ("1 Main St", "Floor 2", "New York, NY 10001")
    assert address_lines("1 Main St,\nNew York, NY 10001\n") == ("1 Main St", "New York, NY 10001")
    assert address_lines("10 High St; Leeds; LS1 1AA") == ("10 High St", "Leeds", "LS1 1AA")
    assert envelope(Person(name="Acme"), final_round(address="1 Main St")) == ("Acme", "1 Main St")
    assert envelope(JANE, final_round(address="")) == ("Jane Doe", "Acme")
