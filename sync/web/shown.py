"""The templates, and how what stands in them is said. What a calendar says is one clean line of text, nothing else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from importlib.resources import files
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from planner.values import Stage
from sync.cli.agenda import BY
from sync.cli.moments import day, day_and_time
from sync.entries import Entry, how_it_is
from sync.plain import clean
from sync.questions import asked_of
from sync.words.drafter import Draft, Kind
from sync.words.links import envelope, mailto, tel

CHANNELS = {"email": "Email", "letter": "Letter", "courier": "Overnight letter", "phone": "Call"}
STAGES: dict[Stage, str] = {"more": "More interviews follow", "decision": "The hiring decision comes next"}
DOWNLOADS: dict[Kind, str] = {
    "email": "Save it as a file for your mail program",
    "letter": "Save it as a page to print",
    "call": "Save it as text",
}
QUESTIONS = {
    "decision": ("When do they decide?", "4 Dec, Friday, in 10 days, a week or so"),
    "stage": ("What comes next?", "final, or more interviews"),
    "interviewers": ("Who interviews you? The one who decides first.", "Jane Doe <jane@acme.com>, Bob Ray"),
}
"""Each fact that an interview may leave open as a question, with what could be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """The link that opens a draft elsewhere; `url` is "" where there is none, `told` says what to know about it."""

    text: str = ""
    url: str = ""
    told: str = ""


def render(template: str, home: str, **values: object) -> str:
    """A page. `home` is the zone in which moments are told."""
    zone = ZoneInfo(home)
    return (
        _environment()
        .get_template(template)
        .render(
            home=home,
            zone=zone,
            when=partial(day_and_time, home=home),
            clock=partial(clock, home=home),
            moment_of=lambda of: day_and_time(of, home) if isinstance(of, datetime) else day(of),
            **values,
        )
    )


def asset(name: str) -> bytes:
    """A file that stands beside the templates."""
    return files("sync.web").joinpath("templates", name).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sync.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str and not value.isprintable() else value,
    )
    environment.filters["with_commands"] = with_commands
    environment.globals |= {
        "action": action,
        "by": BY,
        "asked_of": asked_of,
        "channels": CHANNELS,
        "day": day,
        "downloads": DOWNLOADS,
        "moment": moment,
        "paragraphs": paragraphs,
        "questions": QUESTIONS,
        "stages": STAGES,
        "standing": standing,
    }
    return environment


def with_commands(sentence: str) -> Markup:
    """A sentence in which what stands between backticks is something to type."""
    parts = clean(sentence).split("`")
    if len(parts) % 2 == 0:
        return escape(clean(sentence))
    return Markup().join(Markup("<code>{}</code>").format(p) if n % 2 else p for n, p in enumerate(parts))


def moment(entry: Entry, home: str) -> str:
    """When a follow-up stands."""
    return day(entry.at) if entry.whole_day else day_and_time(entry.at, home)


def clock(entry: Entry, home: str) -> str:
    """The same under the heading of its day at home: the hour there, and where another clock shows that."""
    if entry.whole_day:
        return "any time"
    here = entry.at.astimezone(ZoneInfo(home))
    if here.utcoffset() == entry.at.utcoffset():
        return f"{here:%H:%M}"
    return f"{here:%H:%M} ({entry.at:%a %H:%M} {entry.at.tzname()})"


def paragraphs(text: str) -> list[list[str]]:
    """The lines of a text, parted where a line is blank."""
    return [block.splitlines() for block in text.split("\n\n") if block.strip()]


def standing(entry: Entry, now: datetime) -> str:
    """What became of a follow-up, in a few words; "" for what is to be done."""
    if entry.state == "stands":
        return how_it_is(entry, now)
    return {
        "deleted": "deleted by you",
        "restored": "wanted back by you, and not in the calendar yet",
        "void": "no longer needed; it stays in the calendar, since you changed it",
    }[entry.state]


def action(entry: Entry, draft: Draft) -> Action:
    """The one tap that a draft needs."""
    if draft.kind == "call":
        url = tel(draft.to.phone)
        return (
            Action(text=f"Call {draft.to.phone}", url=url) if url else Action(told=f"Look up the number of {draft.to}.")
        )
    if draft.kind == "letter":
        interview = entry.plan and (entry.plan.loop or entry.plan.interview)
        return Action(told=f"Send it to: {', '.join(envelope(draft.to, interview))}") if interview else Action()
    link = mailto(draft)
    told = "" if link.whole else "The text is too long for the link: copy it from here. "
    if draft.passed_on:
        told += f"The address of {draft.to} is not known; it goes to {draft.address}, to be passed on."
    elif not draft.address:
        told += f"Look up the address of {draft.to}."
    return Action(text="Open in your mail program", url=link.url, told=told.strip())


def day_name(of: date, now: datetime, home: str) -> str:
    """`Today, Tue 24 Nov 2026`."""
    today = now.astimezone(ZoneInfo(home)).date()
    names = {today: "Today, ", today + timedelta(days=1): "Tomorrow, "}
    return names.get(of, "") + day(of)
