"""What a cycle would find in the calendars: a dry run on a copy of the ledger, which leaves no trace."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from textwrap import shorten

from planner.playbook import Playbook
from planner.values import Event
from providers.interface import Look, Provider
from sync.account_state import open_ledger
from sync.cycle import Cycle
from sync.doctor import calendars, scratch
from sync.doctor.finding import Finding, fail, ok, warn
from sync.errors import DONE
from sync.gather import WINDOW_AHEAD, WINDOW_BACK
from sync.keys import VERSION, counted
from sync.ledger import Ledger
from sync.picture import Picture, picture_of
from sync.report import Report
from sync.rules import Rules
from sync.scope import Scope, last_scope
from sync.service import rules as rules_of
from sync.settings import Account, Settings, look
from sync.wishes import Wishes

_MAYBE = re.compile(r"\binterviews?\b", re.IGNORECASE)
_HASHTAG = re.compile(r"#\w*interview\w*", re.IGNORECASE)
_TITLE = 80
_DAYS = f"{WINDOW_BACK // timedelta(days=1)} days ago to {WINDOW_AHEAD // timedelta(days=1)} days ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How many interviews and follow-ups there are, the titles of events that may be interviews without a tag, the
    hashtags that stand in place of ours; what a cycle would report; test events of ours that were left behind."""

    interviews: int
    follow_ups: int
    maybe: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    code: int = DONE
    """With which a cycle would end."""
    newer: int = 0
    """Follow-ups that a newer version wrote."""
    leftovers: tuple[scratch.Leftover, ...] = ()
    place: scratch.Place | None = None
    """Where a test event can be written; None where nothing can."""


def wide(settings: Settings) -> Look:
    """As a cycle looks, and also at what only may be an interview."""
    usual = look(settings)
    return replace(usual, words=(*usual.words, "interview"))


def read(settings: Settings, account: Account, provider: Provider, playbook: Playbook, *, now: datetime) -> Reading:
    """Read the calendars. Raises AftertouchError and ProviderError as far as a cycle does not report them."""
    rules = rules_of(settings, account, playbook)
    with open_ledger(settings, account, now=now, dry=True) as ledger:
        for fact in ("paused", "notice"):
            ledger.set_fact(fact, "")
        cycle = Cycle(account=account, connect=lambda: provider, ledger=ledger, rules=rules, requests=lambda: 0)
        report = cycle.run(Wishes(dry_run=True), now=now)
        picture = _picture(account, ledger, rules, now)
        if not picture.plans:
            ledger.read_anew()  # what the ledger knows was read for other words
            cycle.run(Wishes(dry_run=True), now=now)
            picture = _picture(account, ledger, rules, now)
        return _told(account, ledger, picture, report)


def _picture(account: Account, ledger: Ledger, rules: Rules, now: datetime) -> Picture:
    return picture_of(ledger, last_scope(account, ledger), rules, now=now)


def _told(account: Account, ledger: Ledger, picture: Picture, report: Report) -> Reading:
    scope = last_scope(account, ledger)
    mirrored = ledger.whole_events(scope.read)
    theirs = [one.event for one in mirrored if not one.event.marks]
    return Reading(
        interviews=len(picture.plans),
        follow_ups=len(picture.observed),
        maybe=tuple(event.title for event in theirs if _MAYBE.search(event.title)),
        hashtags=tuple(_hashtags(theirs)),
        problems=report.problems,
        code=report.exit_code,
        newer=sum(counted(dict(item.marks).get("version", "")) > VERSION for item in picture.observed),
        leftovers=tuple(filter(None, map(scratch.leftover, mirrored))),
        place=_place(calendars.place_to_test(scope), scope, ledger),
    )


def _place(calendar: str, scope: Scope, ledger: Ledger) -> scratch.Place | None:
    if not calendar:
        return None
    token, _ = ledger.progress(calendar)
    return scratch.Place(calendar=calendar, name=scope.name(calendar), token=token, known=dict(ledger.known(calendar)))


def _hashtags(events: Iterable[Event]) -> Iterable[str]:
    found = (_HASHTAG.findall(f"{event.title}\n{event.description}") for event in events)
    return (hashtag for hashtag, _ in Counter(one.lower() for each in found for one in each).most_common())


def findings(reading: Reading, settings: Settings) -> tuple[Finding, ...]:
    """The tags, what a cycle would report, other computers."""
    seen = reading.interviews or reading.code == DONE
    return (*((_tags(reading, settings.tags.hashtag),) if seen else ()), *_others(reading))


def _tags(reading: Reading, hashtag: str) -> Finding:
    check = "tags"
    if count := reading.interviews:
        return ok(check, f"{_many(count, 'interview')} found, with {_many(reading.follow_ups, 'follow-up')} standing")
    what = f"no event carries {hashtag} ({_DAYS})"
    others = [one for one in reading.hashtags if one != hashtag.lower()]
    if others:
        cure = f'Set hashtag = "{others[0]}" under [tags] in the configuration, or write {hashtag} instead.'
        return warn(check, f"{what}, but some carry {others[0]}", cure)
    if reading.maybe:
        title = shorten(reading.maybe[0], _TITLE, placeholder="…")
        return warn(check, f'{what}; "{title}" may be one', f"Write {hashtag} into its title.")
    return warn(check, what, f"Write {hashtag} into the title or the description of an interview in your calendar.")


def _others(reading: Reading) -> Iterable[Finding]:
    if reading.problems:
        more = f" (and {len(reading.problems) - 1} more)" if len(reading.problems) > 1 else ""
        what = f"a sync would report: {reading.problems[0]}{more}"
        cure = "See all of them: aftertouch sync --dry-run"
        yield fail("problems", what, cure, reading.code) if reading.code else warn("problems", what, cure)
    if reading.newer:
        what = f"another computer with a newer Aftertouch wrote {_many(reading.newer, 'follow-up')} here"
        yield warn("other computers", what, "Update this one; until then it leaves them as they are.")


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
