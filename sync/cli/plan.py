"""Show the follow-ups for the interviews in these files, offline."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from planner.plan import plan as make_plan
from planner.recognise import recognise
from planner.values import FollowUp, InterviewPlan
from sync.busy import busy_times
from sync.calendar_files import gather
from sync.cli.invocation import invocation
from sync.cli.moments import day, day_and_time, parse_moment
from sync.cli.output import progress, show, show_json, tell
from sync.errors import UNREADABLE_FILE
from sync.gather import window
from sync.playbooks import load_playbook
from sync.settings import load_or_default, look, preferences

STAGES = {"more": "more interviews", "decision": "hiring decision"}
NEEDS = {"must": "bold", "should": "", "may": "dim"}


def plan(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Calendar files (.ics), folders of them, or - for standard input."),
    ],
    now: Annotated[
        str | None,
        typer.Option(
            metavar="T",
            help="Plan as if it were this moment: 2026-10-05, or 2026-10-05T13:00-04:00.",
            show_default=False,
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Show the follow-ups for the interviews in these files, offline.

    Reads no account and keeps no state. All files are planned together: a later round, or another company's call at the
    same minute, counts wherever it stands.
    """
    settings, hint = load_or_default(invocation(context).config)
    wishes = preferences(settings)
    moment = datetime.now(UTC) if now is None else parse_moment(now, wishes.home_zone)
    playbook = load_playbook(settings.playbook.file)
    if hint:
        tell(hint)
    with progress("Planning"):
        gathered = gather(files, window=window(moment), look=look(settings))
        interviews = recognise(gathered.events, wishes)
        plans = make_plan(interviews, playbook, now=moment, busy=busy_times(gathered.events, wishes))
    tell(*gathered.problems, *map(str, gathered.failures), style="yellow")
    if json:
        show_json({"interviews": [_interview(one) for one in plans]})
    else:
        show(*(line for one in plans for line in _block(one, wishes.home_zone)))
        if not plans and not gathered.failures:
            tell(f"No interviews found: none of the events has {wishes.hashtag} or the category {wishes.category}.")
    if gathered.failures:
        raise typer.Exit(UNREADABLE_FILE)


def _interview(one: InterviewPlan) -> dict[str, Any]:
    return {
        "uid": one.interview.source.uid,
        "title": one.interview.title,
        "company": one.interview.company,
        "stage": one.stage,
        "decision": one.decision.isoformat() if one.decision else None,
        "problems": list(one.problems),
        "notes": list(one.notes),
        "follow_ups": [_follow_up(touch) for touch in one.follow_ups],
    }


def _follow_up(touch: FollowUp) -> dict[str, Any]:
    return {
        "step": touch.step,
        "channel": touch.channel,
        "to": str(touch.to),
        "at": touch.at.isoformat(),
        "arrives": touch.arrives.isoformat() if touch.arrives else None,
        "title": touch.title,
        "need": touch.need,
        "rules": list(touch.rules),
        "why": [*touch.why, *touch.late],
    }


def _block(one: InterviewPlan, home: str) -> Iterator[Text]:
    """One interview for a person to read: what is known of it, each follow-up with its reasons, and what is wrong."""
    yield Text.assemble((one.interview.title, "bold"), f"  {day_and_time(one.interview.start, home)}")
    yield Text("  " + " · ".join(filter(None, (one.interview.company, STAGES[one.stage], _decision(one, home)))))
    for touch in one.follow_ups:
        yield Text.assemble(
            f"  {day_and_time(touch.at, home)}  ", (touch.title, NEEDS[touch.need]), f"  [{touch.need}]"
        )
        for reason in (*touch.why, *touch.late):
            yield Text(f"      {reason}", style="dim")
    for note in one.notes:
        yield Text(f"  {note}")
    for problem in one.problems:
        yield Text(f"  ! {problem}", style="yellow")
    yield Text("")


def _decision(one: InterviewPlan, home: str) -> str:
    if one.decision is None:
        return "decision date unknown"
    known = day_and_time(one.decision, home) if isinstance(one.decision, datetime) else day(one.decision)
    return f"decision {known}"
