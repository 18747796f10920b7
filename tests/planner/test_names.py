import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.names import company_key, role_key, same_person
from planner.values import Person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME, Inc."),
        ("Acme", "The Acme Company"),
        ("Müller GmbH & Co. KG", "Muller"),
        ("Acme Ltd", "acme limited"),
        ("AT&T", "AT & T"),
        ("Sotheby's", "Sotheby’s"),
    ],
)
def test_two_spellings_of_a_company_are_one(one: str, other: str) -> None:
    assert company_key(one) == company_key(other)


def test_different_companies_stay_different() -> None:
    names = ["Acme", "Acme Labs", "Inc", "The", "Co-op", "Copper", ""]
    assert len({company_key(name) for name in names}) == len(names)


def test_two_spellings_of_a_role_are_one() -> None:
    assert role_key("Sr. Engineer") == role_key("Senior  engineer") != role_key("Engineer")


def test_people_are_the_same_by_address_or_by_name() -> None:
    ann = Person(name="Ann  Lee", email="ann@acme.com")
    assert same_person(ann, Person(name="ann lee"))
    assert same_person(ann, Person(name="A. Lee", email="ann@acme.com"))
    assert not same_person(ann, Person(name="Bob", email="bob@acme.com"))
    assert not same_person(Person(phone="1"), Person(phone="1"))


@given(st.text(max_size=80))
def test_no_name_raises_and_spaces_around_it_never_matter(name: str) -> None:
    assert company_key(f" {name} ") == company_key(name)
    assert role_key(f" {name} ") == role_key(name)


@pytest.mark.parametrize("piece", ["Inc ", "the ", "& "])
def test_a_repeated_piece_is_compared_in_time(piece: str) -> None:
    assert company_key(piece * 5_000)
