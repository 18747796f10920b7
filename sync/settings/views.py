"""The configuration as the other rooms want it."""

from typing import TYPE_CHECKING

from planner.understanding.interview_words import INTERVIEW_WORDS
from planner.values import Preferences
from providers.interface import Look
from sync.settings.model import Account, Settings
from sync.words.sender import Sender

if TYPE_CHECKING:
    from sync.words.templates import Templates


def preferences(settings: Settings, account: Account | None = None) -> Preferences:
    """What the planner needs to know of the person, the employers and the tags. The user of an account is the person
    too, where it is an email address. Only at Google does nobody but the person give an event its colour: elsewhere it
    comes with the invitation, and tags nothing."""
    user = getattr(account, "username", "")
    home, employer, playbook, tags = settings.home, settings.employer, settings.playbook, settings.tags
    return Preferences(
        home_zone=home.timezone,
        home_country=home.country,
        my_addresses=frozenset({*home.emails, *([user.lower()] if "@" in user else [])}),
        date_order=home.date_order,
        employer_country=settings.employer_country,
        employer_subdivision=employer.subdivision,
        employer_zone=employer.timezone,
        calls=playbook.calls,
        letters=playbook.letters,
        extensions=playbook.extensions,
        closed=playbook.closed,
        hashtag=tags.hashtag,
        category=tags.category,
        colors=tags.google_colors if account is None or account.provider == "google" else (),
        discreet=settings.discreet,
    )


def sender(settings: Settings) -> Sender:
    """Who writes the drafts."""
    home = settings.home
    return Sender(name=home.name, email=next(iter(home.emails), ""), phone=home.phone, address=home.address)


def own_templates(settings: Settings) -> "Templates | None":
    """The person's templates as they are in their files now, None where there can't be any."""
    folder, language = settings.drafts.templates, settings.home.language
    if folder is None and language == "en":
        return None
    from sync.words.templates import read_templates  # noqa: PLC0415

    return read_templates(folder, language)


def look(settings: Settings) -> Look:
    """What makes an event worth reading whole: a tag, or words that may make it one to ask about."""
    tags = settings.tags
    return Look(
        words=(tags.hashtag, tags.category, *(INTERVIEW_WORDS if tags.suggest else ())), colors=tags.google_colors
    )
