"""The configuration as the other rooms want it."""

from typing import TYPE_CHECKING

from planner.values import Preferences
from providers.interface import Look
from sync.settings.model import Account, Settings

if TYPE_CHECKING:
    from sync.words.drafter import Drafter


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


def drafter(settings: Settings) -> "Drafter":
    """Who writes the drafts, and with what; reads the person's templates."""
    from sync.words.drafter import Drafter  # noqa: PLC0415
    from sync.words.facts import Sender  # noqa: PLC0415
    from sync.words.templates import read_templates  # noqa: PLC0415

    home = settings.home
    return Drafter(
        sender=Sender(name=home.name, email=next(iter(home.emails), ""), phone=home.phone, address=home.address),
        templates=read_templates(settings.drafts.templates, home.language),
    )


def look(settings: Settings) -> Look:
    """What makes an event worth reading whole: a tag, or words that may make it one to ask about."""
    from planner.understanding import likely  # noqa: PLC0415

    tags = settings.tags
    return Look(words=(tags.hashtag, tags.category, *(likely.WORDS if tags.suggest else ())), colors=tags.google_colors)
