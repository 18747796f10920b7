"""The questions about the person: where they live, which addresses are theirs, how they tag."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.cli.setup import surroundings
from sync.cli.setup.asking import Asker, Question
from sync.places import system_zone

HASHTAG = "#interview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What options said beforehand; "" and () where they said nothing."""

    timezone: str = ""
    country: str = ""
    name: str = ""
    emails: tuple[str, ...] = ()
    hashtag: str = ""


def home(asker: Asker, told: Told, *, address: str) -> Mapping[str, Any]:
    """The section about the person. `address` is what their account is called, where that is an email address."""
    zone = told.timezone or asker.text(
        Question(
            text="Your time zone", option="--timezone", proposal=system_zone(), why="Where you live, not employers."
        )
    )
    country = told.country or asker.text(
        Question(text="Your country (two letters)", option="--country", proposal=surroundings.country(zone))
    )
    emails = told.emails or _emails(asker, address)
    values: dict[str, Any] = {"timezone": zone, "country": country.upper()}
    if told.name:
        values["name"] = told.name
    if emails:
        values["emails"] = list(emails)
    return values


def tags(asker: Asker, told: Told) -> Mapping[str, Any]:
    """The section about tagging; empty where the usual hashtag will do."""
    hashtag = told.hashtag or asker.text(
        Question(
            text="The tag that makes an event an interview",
            option="--hashtag",
            proposal=HASHTAG,
            why="You write it into the title or the description of an interview.",
        )
    )
    return {} if hashtag == HASHTAG else {"hashtag": hashtag}


def _emails(asker: Asker, address: str) -> tuple[str, ...]:
    given = asker.text(
        Question(
            text="Your email addresses (none: -)",
            option="--email",
            proposal=address if "@" in address else "-",
            why="Who you are among an invitation's guests: by that it is known what you declined.",
        )
    )
    return tuple(one for one in given.replace(",", " ").split() if "@" in one)
