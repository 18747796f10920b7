"""Accounts as a person may have them: interviews in several zones, at any stage, alike or not."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from planner.values import Decision, Interval, Interview, Outcome, Person, Source

COUNTRIES = {
    "America/New_York": "US",
    "America/Los_Angeles": "US",
    "America/Toronto": "CA",
    "Europe/London": "GB",
    "Europe/Berlin": "DE",
    "Asia/Tokyo": "JP",
    "Australia/Brisbane": "AU",
    "Asia/Kathmandu": "NP",
}
ZONES = st.sampled_from(sorted(COUNTRIES))
PEOPLE = st.lists(
    st.sampled_from([Person(name="Ann"), Person(name="Bob", email="bob@acme.com"), Person(name="Cy")]),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31))
WORKING_HOURS = st.times(min_value=time(7), max_value=time(23, 45)).map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def decisions(draw: st.DrawFn, day: date) -> Decision | None:
    if draw(st.integers(0, 7)) == 0:
        return None
    on = day + timedelta(days=draw(st.integers(-2, 25)))
    at = draw(st.none() | st.sampled_from([time(8), time(11), time(15, 30)]))
    kind = draw(st.sampled_from(["", "", "", "week", "vague"]))
    return Decision(on=on, at=at, week=kind == "week", vague=kind == "vague")


@st.composite
def interviews(draw: st.DrawFn, uid: str = "one", company: str = "Acme") -> Interview:
    zone, day = draw(ZONES), draw(DAYS)
    home = draw(st.just(zone) | ZONES)
    end = datetime.combine(day, draw(WORKING_HOURS), tzinfo=ZoneInfo(zone))
    return Interview(
        source=Source(uid=uid),
        title="Interview",
        start=end - timedelta(hours=1),
        end=end,
        zone=zone,
        country=COUNTRIES[zone],
        home_zone=home,
        home_country=COUNTRIES[home],
        company=company,
        stage=draw(st.sampled_from(["more", "decision", "decision"])),
        kind=draw(st.sampled_from(["interview", "interview", "screen"])),
        decision=draw(decisions(day)),
        interviewers=draw(PEOPLE),
        calls=draw(st.booleans()),
        letters=draw(st.booleans()),
        extensions=draw(st.booleans()),
    )


@st.composite
def accounts(draw: st.DrawFn, days: tuple[int, ...] = (0, 0, 1, 3, 8)) -> list[Interview]:
    """A few interviews, often of one company, at the same time, on the same day, or these numbers of days later."""
    found = [draw(interviews())]
    for number in range(draw(st.integers(0, 3))):
        like = draw(st.sampled_from(found))
        later = timedelta(days=draw(st.sampled_from(days)), hours=draw(st.sampled_from([0, 0, 1])))
        found.append(
            replace(
                draw(interviews(uid=f"more-{number}")),
                zone=like.zone,
                start=like.start + later,
                end=like.end + later,
                company=draw(st.sampled_from(["Acme", "Beta", ""])),
                outcome=draw(st.none() | st.none() | _outcomes((like.end + later).date())),
            )
        )
    return found


def _outcomes(on: date) -> st.SearchStrategy[Outcome]:
    return st.builds(Outcome, kind=st.sampled_from(["offer", "rejected", "next round"]), on=st.just(on))


@st.composite
def busy_times(draw: st.DrawFn, around: datetime) -> list[Interval]:
    found = []
    for _ in range(draw(st.integers(0, 6))):
        start = around + timedelta(days=draw(st.integers(0, 14)), minutes=15 * draw(st.integers(0, 95)))
        found.append(Interval(start=start, end=start + timedelta(minutes=draw(st.sampled_from([5, 30, 90, 480])))))
    return found


def delays() -> st.SearchStrategy[timedelta]:
    """How long after the end of the interview the plan is made."""
    return st.builds(timedelta, minutes=st.integers(-3 * 24 * 60, 12 * 24 * 60))


NARROW = (
    ("America/New_York", "Asia/Tokyo"),
    ("America/Toronto", "Asia/Tokyo"),
    ("Europe/Berlin", "America/Los_Angeles"),
    ("Europe/London", "America/Los_Angeles"),
)
"""An employer's zone and a person's that share an hour or less of a working day."""


@st.composite
def rivals(draw: st.DrawFn) -> list[Interview]:
    """Interviews at several companies on one day, with one date of decision, and few hours at which to call."""
    zone, home = draw(st.sampled_from(NARROW))
    day = draw(DAYS)
    decision = Decision(on=day + timedelta(days=draw(st.integers(1, 18))), at=draw(st.none() | st.just(time(17))))
    hire = draw(st.booleans())
    letters = draw(st.booleans())
    ends = [
        datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone)) for hour in range(10, 10 + draw(st.integers(2, 5)))
    ]
    return [
        Interview(
            source=Source(uid=f"at-{end:%H}"),
            title="Interview",
            start=end - timedelta(hours=1),
            end=end,
            zone=zone,
            country=COUNTRIES[zone],
            home_zone=home,
            home_country=COUNTRIES[home],
            company=f"Company {end:%H}",
            stage="decision" if hire else "more",
            decision=decision,
            interviewers=(Person(name="Ann"),),
            letters=letters,
        )
        for end in ends
    ]
