"""Sample interviews around a day, as a person would have them in a calendar: what `demo` works on."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One interview as its owner typed it. `start` is aware."""

    name: str
    title: str
    start: datetime
    length: timedelta
    description: str

    def write(self, folder: Path) -> None:
        """Store it as another calendar program would."""
        event = Event()
        event.add("uid", f"{self.name}@demo.invalid")
        event.add("dtstamp", self.start.astimezone(ZoneInfo("UTC")))
        event.add("dtstart", self.start)
        event.add("dtend", self.start + self.length)
        event.add("summary", self.title)
        event.add("description", self.description)
        calendar = Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", "-//demo//EN")
        calendar.add_component(event)
        calendar.add_missing_timezones()
        (folder / f"{self.name}.ics").write_bytes(calendar.to_ical())

    def moved(self, by: timedelta) -> "Sample":
        """The same interview at another time."""
        return replace(self, start=self.start + by)


def samples(today: date, zone: str) -> tuple[Sample, ...]:
    """Four interviews on the next working days: the cut in 48 hours, a decision in ten days, a phone screen, and one
    whose tag holds a mistake."""
    first, second = _next(today, range(5), 2)
    (monday_or_tuesday,) = _next(today, range(2), 1)  # ten days later is a working day, too
    cut = first + timedelta(days=2)
    decision = monday_or_tuesday + timedelta(days=10)
    return (
        Sample(
            name="acme",
            title="Interview with Acme #interview",
            start=_at(first, 14, zone),
            length=timedelta(hours=1),
            description=f"Stage: more\nDecision: {cut.isoformat()}\n"
            "Interviewers: Jane Doe <jane.doe@acme.example>, Bob Ray",
        ),
        Sample(
            name="globex",
            title="Globex final round #interview",
            start=_at(monday_or_tuesday, 10, zone),
            length=timedelta(hours=2),
            description=f"Decision: {decision:%d %B %Y}\nCompany: Globex\nRole: Data engineer\n"
            "Interviewers: Maria Silva <maria@globex.example>\nAddress: 1 Harbour Street, Springfield",
        ),
        Sample(
            name="initech",
            title="Phone screen: Initech",
            start=_at(first, 11, zone),
            length=timedelta(minutes=30),
            description='#interview screen decision="in a week or so"\nInterviewers: Peter (recruiter)',
        ),
        Sample(
            name="umbrella",
            title="Umbrella interview #interview",
            start=_at(second, 15, zone),
            length=timedelta(hours=1),
            description="Decision: sometime soonish\nInterviewers: Alice Wong",
        ),
    )


def _next(today: date, weekdays: range, count: int) -> list[date]:
    days = (today + timedelta(days=number) for number in range(1, 15))
    return [day for day in days if day.weekday() in weekdays][:count]


def _at(day: date, hour: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone))
