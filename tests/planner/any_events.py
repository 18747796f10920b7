"""Arbitrary events: as calendars hold them, and as nobody would believe they do."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from planner.values import Attendee, Event, Person, Preferences, Source
from tests.planner.events import ME, NEW_YORK

TEXTS = st.text(max_size=60) | st.sampled_from(
    [
        *("#interview", "Acme #interview final", "Decision: 3/4", "Interviewers:\nJane\nBob", "Canceled: #interview x"),
        *("<p>#interview<br>Company: A&amp;B</p>", "#interview decision=in 9999 weeks company=\x00", "Outcome: offer"),
        *("Timezone: New York\n#interview", "Interview with Acme #interview", "Decision: in 48 hours\n#interview"),
        *("Interview with Acme", "Phone screen", "Acme onsite", "Interview practice", "Event Name: Interview"),
    ]
)
PEOPLE = st.builds(
    Person, name=TEXTS, email=st.sampled_from(["", ME, "jane@acme.com", "x@gmail.com", "no-reply@x.io"]) | TEXTS
)
ATTENDEES = st.builds(
    Attendee,
    person=PEOPLE,
    partstat=st.sampled_from(["", "ACCEPTED", "DECLINED", "NEEDS-ACTION"]),
    cutype=st.sampled_from(["", "ROOM"]),
    is_self=st.booleans(),
)
MOMENTS = st.one_of(
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 10, 5), datetime(2026, 10, 7), timezones=st.just(NEW_YORK)),
)
EVENTS = st.builds(
    Event,
    source=st.builds(Source, uid=st.sampled_from("abc"), recurrence_id=st.sampled_from(["", "20261006"])),
    start=MOMENTS,
    end=MOMENTS,
    zone=st.sampled_from(["", "UTC", "America/New_York", "Mars/Phobos"]),
    calendar_zone=st.sampled_from(["", "Europe/Berlin"]),
    title=TEXTS,
    description=TEXTS,
    categories=st.sampled_from([(), ("Interview",)]),
    color=st.sampled_from(["", "11"]),
    status=st.sampled_from(["", "CANCELLED"]),
    organizer=st.none() | PEOPLE,
    attendees=st.lists(ATTENDEES, max_size=3).map(tuple),
    sequence=st.integers(0, 2),
    stamp=st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC)),
    marks=st.sampled_from([(), (), (("key", "k"),)]),
    rank=st.integers(0, 2),
    whole=st.booleans(),
)
PREFERENCES = st.builds(
    Preferences,
    home_zone=st.sampled_from(["America/New_York", "Asia/Tokyo"]),
    my_addresses=st.sampled_from([frozenset(), frozenset({ME})]),
    date_order=st.sampled_from(["", "DMY", "MDY"]),
    employer_zone=st.sampled_from(["", "Europe/London"]),
    colors=st.sampled_from([(), ("11",)]),
)
MEMORY = st.dictionaries(st.builds(Source, uid=st.sampled_from("abc")), st.builds(Source, uid=st.sampled_from("abcd")))
