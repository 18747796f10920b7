"""Say why a follow-up stands where it does: the rule, the inputs, the adjustments."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from planner.values import InterviewPlan
from sync.cli.invocation import invocation
from sync.cli.looking import looked
from sync.cli.moments import day, day_and_time
from sync.cli.output import show
from sync.cli.plan import STAGES
from sync.entries import Entry, find, how_it_is
from sync.service import chosen


def explain(
    context: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(metavar="WHAT", help="Eight or more characters of its key, or words of title or company."),
    ],
    account: Annotated[str | None, typer.Option(metavar="NAME", help="Only in this account.")] = None,
) -> None:
    """Say why a follow-up stands where it does: the rule, the inputs, the adjustments.

    As of the last sync; no calendar is read.
    """
    settings = invocation(context).settings
    now = datetime.now(UTC)
    seen = looked(settings, chosen(settings, account), now=now)
    show(*_lines(find(" ".join(what), seen.entries), settings.home.timezone, now))
    raise typer.Exit(seen.exit_code)


def _lines(entry: Entry, home: str, now: datetime) -> Iterator[Text]:
    yield Text.assemble((entry.title, "bold"))
    yield Text(f"  {day(entry.at) if entry.whole_day else day_and_time(entry.at, home)}, {_standing(entry, now)}")
    if entry.plan:
        yield from _inputs(entry.plan, home)
    if entry.planned:
        rules = f" by {', '.join(entry.planned.rules)}" if entry.planned.rules else ""
        moment = day_and_time(entry.planned.at, home)
        yield Text(f"  The plan{rules}: {moment}")
        yield from (Text(f"    {reason}") for reason in entry.reasons)
        if not entry.whole_day and entry.at != entry.planned.at:
            yield Text("  You moved it: it stays where you put it.")
    elif entry.description:
        yield Text("  As written on the event:")
        yield from (Text(f"    {line}") for line in entry.description.splitlines() if line)


def _standing(entry: Entry, now: datetime) -> str:
    if entry.state == "deleted":
        return f"deleted by you (`aftertouch restore {entry.key[:8]}` brings it back)"
    if entry.state == "restored":
        return "wanted back by you, and not written yet"
    if entry.state == "void":
        return f'no longer needed; it still stands in calendar "{entry.calendar}", since you changed it'
    return f'{how_it_is(entry, now) or "to do"}, in calendar "{entry.calendar}" of account {entry.account}'


def _inputs(plan: InterviewPlan, home: str) -> Iterator[Text]:
    interview = plan.interview
    yield Text(f"  Interview: {interview.title}, until {day_and_time(interview.end, home)}")
    if isinstance(plan.decision, datetime):
        decision = day_and_time(plan.decision, home)
    else:
        decision = day(plan.decision) if plan.decision else "not known"
    yield Text(f"  {STAGES[plan.stage].capitalize()}; decision: {decision}")
    yield from (Text(f"  {note}") for note in plan.notes)
    yield from (Text(f"  Could not be read: {problem}", style="yellow") for problem in plan.problems)
