"""What changes something: a deleted follow-up is brought back, one is marked as done or missed, a question is answered.
All go through the engine, and
a cycle of the account writes what comes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from planner.values import Answer, InterviewPlan, Question, Source
from sync.looking import look_at
from sync.picture import picture_of
from sync.playbooks import load_playbook
from sync.report import paused
from sync.restoring import bring_back, not_brought_back
from sync.scope import last_scope
from sync.service import chosen, offline, rules, serve_all
from sync.settings import Settings
from sync.ticks import WRITTEN, Said
from sync.wishes import Wishes

_LONGEST = 200
_STANDING = ("stands", "void")
_MARKED: dict[Said, str] = {"done": "Done", "missed": "Missed", "": "Not marked any more"}
_NOT_WRITTEN = "It could not be written into your calendar now. Look again after the next sync, whether it was taken:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of an act, for the person."""

    well: bool
    sentences: tuple[str, ...]


def restore(settings: Settings, account: str, key: str, *, now: datetime) -> Told:
    """Bring back the follow-up with this key, as `aftertouch restore` does. Raises AftertouchError."""
    accounts = chosen(settings, account)
    wanted = [e for e in look_at(settings, accounts, now=now).entries if e.key == key and e.state == "deleted"]
    if not wanted:
        return Told(well=False, sentences=("It is not among those that you deleted any more.",))
    bring_back(settings, wanted, now=now)
    if failed := _cycle(settings, account, Wishes(), now):
        return Told(well=False, sentences=("It is noted, and not in your calendar yet:", *failed))
    useless = tuple(sentence for _, sentence in not_brought_back(look_at(settings, accounts, now=now).entries, wanted))
    return Told(well=not useless, sentences=useless or tuple(f"Brought back: {entry.title}" for entry in wanted))


def mark(settings: Settings, account: str, key: str, said: Said, *, now: datetime) -> Told:
    """Note in front of the title of the follow-up with this key that it is done, or was missed, or take that away (""),
    as the person could in the calendar. Raises AftertouchError."""
    accounts = chosen(settings, account)
    if not any(e.key == key and e.state in _STANDING for e in look_at(settings, accounts, now=now).entries):
        return Told(well=False, sentences=("It is not in your calendar any more.",))
    if failed := _cycle(settings, account, Wishes(ticks={key: WRITTEN[said]}), now):
        return Told(well=False, sentences=("It could not be written into your calendar now; try again later:", *failed))
    standing = [e for e in look_at(settings, accounts, now=now).entries if e.key == key and e.state in _STANDING]
    if not standing:
        return Told(well=False, sentences=("It is not in your calendar any more.",))
    if standing[0].said != said:
        return Told(well=False, sentences=("It can't be changed from here: change its title in your calendar.",))
    return Told(well=True, sentences=(f"{_MARKED[said]}: {standing[0].title}",))


def answer(settings: Settings, account: str, source: Source, fact: str, text: str, *, now: datetime) -> Told:
    """Take an answer to a question, as if it were written in the calendar, and more than what was answered before. One
    that can't be read is not taken. Raises AftertouchError."""
    (of,) = chosen(settings, account)
    playbook = load_playbook(settings.playbook.file)
    said = text.strip()[:_LONGEST]
    if not said:
        return Told(well=False, sentences=("Nothing was written into the field.",))
    with offline(settings, of, now=now) as ledger:
        ruled, listed = rules(settings, of, playbook), last_scope(of, ledger)
        asked = _questions(picture_of(ledger, listed, ruled, now=now).plans, source)
        if fact not in asked:
            return Told(well=False, sentences=("That is no question any more: the interview itself says it.",))
        new = {source: {fact: Answer(text=said, instead_of=asked[fact].instead_of)}}
        then = picture_of(ledger, listed, ruled, now=now, said=new).plans
    if not _questions(then, source)[fact].answered:
        return Told(well=False, sentences=_problems(then, fact, source) or (f'"{said}" could not be read.',))
    if failed := _cycle(settings, account, Wishes(said=new), now):
        return Told(well=False, sentences=(_NOT_WRITTEN, *failed))
    return Told(well=True, sentences=(f"Taken: {fact}: {said}. The plan follows it.",))


def _questions(plans: Iterable[InterviewPlan], source: Source) -> Mapping[str, Question]:
    """What this interview asks, by the key of the fact."""
    found = (p.interview for p in plans if p.interview.source == source)
    return {one.key: one for interview in found for one in interview.questions}


def _problems(plans: Iterable[InterviewPlan], fact: str, source: Source) -> tuple[str, ...]:
    found = (problem for p in plans if p.interview.source == source for problem in p.problems)
    return tuple(problem for problem in found if problem.casefold().startswith(fact))


def _cycle(settings: Settings, account: str, wishes: Wishes, now: datetime) -> tuple[str, ...]:
    """One cycle of the account: what is wrong, where it failed. A bug of ours is raised."""
    (report, *_), bugs = serve_all(settings, chosen(settings, account), wishes, now=now)
    if bugs:
        raise bugs[0]
    rests = report.problems == paused(account).problems
    return report.problems if report.exit_code or rests else ()
