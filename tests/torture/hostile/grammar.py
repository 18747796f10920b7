"""iCalendar by its grammar (RFC 5545 3.1 to 3.6), and past it: components in the wrong place or never ended, properties
repeated, parameters quoted or not, lines folded at any byte, line ends of every kind."""

from collections.abc import Sequence
from random import Random

MOMENTS = (
    ":20261020T140000Z",
    ":20261020T150000",
    ";VALUE=DATE:20261021",
    ";TZID=America/New_York:20261022T100000",
    ';TZID="America/New_York":20261022T100000',
    ";TZID=Europe/Berlin;VALUE=DATE-TIME:20261025T023000",
    ";TZID=W. Europe Standard Time:20261023T090000",
    ";TZID=Customized Time Zone:20261023T090000",
    ";TZID=../../etc/passwd:20261020T140000",
    ";TZID=/etc/localtime:20261020T140000",
    ";TZID=America:20261020T140000",
    ";TZID=:20261020T140000",
    ";TZID=Mars/Olympus;TZID=UTC:20261020T140000Z",
    ":20261320T140000Z",
    ":20260230T100000Z",
    ":20261020T235960Z",
    ":20261020T250000Z",
    ":00000101T000000Z",
    ":00010101T000000Z",
    ";TZID=Asia/Tokyo:00010101T000000",
    ":99991231T235959Z",
    ";TZID=America/Los_Angeles:99991231T235959",
    ";VALUE=DATE:99991231",
    ":20261020T140000+0200",
    ":2026-10-20T14:00:00Z",
    ":-20261020",
    ":P1D",
    ":20261020T140000Z/PT1H",
    ":20261020T140000Z,20261021T140000Z",
    ";VALUE=PERIOD:20261020T140000Z/20261020T130000Z",
    ";VALUE=BINARY:AAAA",
    ":",
)
"""Values of a property that holds a time, parameters included."""

RULES = (
    "FREQ=DAILY;COUNT=3",
    "FREQ=WEEKLY;UNTIL=20261201T000000Z;BYDAY=MO,WE",
    "FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1",
    "FREQ=SECONDLY",
    "FREQ=SECONDLY;INTERVAL=0",
    "FREQ=MINUTELY;COUNT=1000000000",
    "FREQ=HOURLY;UNTIL=99991231T235959Z",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;INTERVAL=999999999999999999999",
    "FREQ=DAILY;COUNT=1000000000",
    "FREQ=DAILY;COUNT=-1",
    "FREQ=DAILY;COUNT=5;UNTIL=20261201T000000Z",
    "FREQ=DAILY;UNTIL=20200101T000000Z",
    "FREQ=DAILY;UNTIL=20261101",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=32;BYHOUR=24;BYMINUTE=60;BYSECOND=61",
    "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYYEARDAY=366;BYEASTER=0",
    "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12",
    "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=MONTHLY;BYDAY=99MO,-99TU,0WE",
    "FREQ=MONTHLY;BYSETPOS=0,367,-367",
    "FREQ=FORTNIGHTLY",
    "FREQ=",
    "COUNT=3",
    "RSCALE=CHINESE;FREQ=YEARLY",
    "FREQ=DAILY;FREQ=WEEKLY;FREQ",
    "FREQ=WEEKLY;WKST=XX;BYDAY=",
    ";;;===,,,",
)

DURATIONS = (
    "PT1H",
    "P1W",
    "-PT1H",
    "PT0S",
    "P",
    "PT",
    "P1Y",
    "P99999999999D",
    "-P99999D",
    "+PT30M",
    "PT1H30",
    "1H",
    "",
)

TEXTS = (
    "Interview with Initrode #interview",
    "#interview final decision=2026-11-03",
    "Stage: more\\nDecision: in 10 days\\nInterviewers: Jo Park <jo@initrode.example>",
    "a\\,b\\;c\\\\d\\N\\n\\x\\",
    "<b>bold <i>both</b></i> &amp; &#35;interview &#x110000; &nosuch;",
    "Décision : 3 novembre",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200b\u200d\ufeff",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J",
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\u2028\u2029",
    "e" + "\u0301" * 40 + "\U0001f469\u200d\U0001f4bb",
    "",
    " ",
)

PEOPLE = (
    ":mailto:jo@initrode.example",
    ";CN=Jo Park;PARTSTAT=ACCEPTED:mailto:jo@initrode.example",
    ';CN="Park, Jo";ROLE=CHAIR:MAILTO:jo@initrode.example',
    ";CN=Park, Jo:mailto:jo@initrode.example",
    ';CN="never closed:mailto:jo@initrode.example',
    ";CN=^nJo^'Park^^:mailto:jo@initrode.example",
    ";CN=;PARTSTAT=;CUTYPE=:",
    ";PARTSTAT=ACCEPTED,DECLINED:mailto:me@example.org",
    ";PARTSTAT=ACCEPTED:mailto:me@example.org",
    ";PARTSTAT=DECLINED:mailto:me@example.org",
    ";CN=\x1b[2J:mailto:\u202emoc.live@example.org",
    ":tel:+1-555-0100",
    ":urn:uuid:0",
    ":not an address at all",
)

_VALUES = {
    **dict.fromkeys(("DTSTART", "DTEND", "DTSTAMP", "RECURRENCE-ID", "RDATE", "EXDATE"), MOMENTS),
    **dict.fromkeys(("RRULE", "EXRULE"), tuple(f":{rule}" for rule in RULES)),
    **dict.fromkeys(("DURATION", "TRIGGER"), tuple(f":{one}" for one in DURATIONS)),
    **dict.fromkeys(("SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "COMMENT"), tuple(f":{one}" for one in TEXTS)),
    **dict.fromkeys(("ORGANIZER", "ATTENDEE"), PEOPLE),
    "X-ALT-DESC": tuple(f";FMTTYPE=text/html:<html>{one}</html>" for one in TEXTS),
    "UID": (":one@example.org", ":two@example.org", ":", ": ", ":\x00", f":{'u' * 3000}", ":a/../../b", ":\u202e"),
    "STATUS": (":CONFIRMED", ":CANCELLED", ":cancelled", ":TENTATIVE", ":?"),
    "TRANSP": (":OPAQUE", ":TRANSPARENT", ":"),
    "SEQUENCE": (":1", ":-1", f":{'9' * 5000}", ":x", ":1.5"),
    "COLOR": (":red", ":\x1b[31m"),
    "ACTION": (":DISPLAY", ":AUDIO", ":EMAIL", ":"),
    "ATTACH": (":https://example.org/x", ";ENCODING=BASE64;VALUE=BINARY:" + "QUJD" * 200, ";VALUE=BINARY:%%%"),
    "GEO": (":1;2", ":x"),
    "TZID": (":America/New_York", ":Mars/Olympus", ":../../etc", ":"),
    "TZOFFSETFROM": (":-0500", ":+0000", ":+9999", ":x", ":-240000"),
    "TZOFFSETTO": (":-0400", ":+1400", ":-0000", ":"),
    "X-WR-TIMEZONE": (":Europe/Paris", ":Nowhere", ":../.."),
    "X-AFTERTOUCH-KEY": (":0", ":" + "v" * 52),
    "X-AFTERTOUCH-VERSION": (":1", ":99999", ":²"),
    "BEGIN": (":VALARM", ":VEVENT", ":VCALENDAR", ":"),
    "END": (":VALARM", ":VEVENT", ":VCALENDAR", ":"),
}
_COMPONENTS = ("VEVENT", "VEVENT", "VALARM", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VTODO", "VJOURNAL", "X-WHATEVER", "")
_PARAMETERS = (";X-P=1", ';X-P="a:b;c,d"', ";X-P=a,b", ";X-P", ";=", ';X-P="', ";LANGUAGE=en", ";X-P=\u202e", ";x-p=^n")
_ENDS = (b"\r\n", b"\n", b"\r", b"\n\r", b"\r\n\r\n")
_RANDOM_NAMES = ("", "X-", "x-lower", "SUMMARY ", " SUMMARY", "DTSTART\x00", "1", "NAME.GROUP.SUMMARY")
_LIKELY = 0.85


def grammatical(chance: Random) -> bytes:
    """Text that starts as a calendar does."""
    calendars = [_calendar(chance) for _ in range(chance.choice((1, 1, 1, 2)))]
    return encoded(chance, [line for calendar in calendars for line in calendar])


def _calendar(chance: Random) -> list[str]:
    inside = [line for _ in range(chance.randint(1, 4)) for line in _component(chance, depth=0)]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", *([_property(chance)] if chance.random() < 0.3 else [])]
    return [*head, *inside, *(["END:VCALENDAR"] if chance.random() < _LIKELY else [])]


def _component(chance: Random, depth: int) -> list[str]:
    name = "VEVENT" if depth == 0 and chance.random() < _LIKELY else chance.choice(_COMPONENTS)
    lines = [f"BEGIN:{name}", *(_event(chance) if name == "VEVENT" else [])]
    lines += [_property(chance) for _ in range(chance.randint(0, 6))]
    for _ in range(chance.choice((0, 0, 0, 1, 2)) if depth < 3 else 0):
        lines += _component(chance, depth + 1)
    end = name if chance.random() < _LIKELY else chance.choice(_COMPONENTS)
    return [*lines, *([f"END:{end}"] if chance.random() < _LIKELY else [])]


def _event(chance: Random) -> list[str]:
    """What a tagged interview needs, each of it with a chance to be missing or odd."""
    usual = ("UID:one@example.org", "DTSTART:20261020T140000Z", "DTEND:20261020T150000Z", f"SUMMARY:{TEXTS[0]}")
    lines = [line if chance.random() < 0.7 else _property(chance, line.partition(":")[0]) for line in usual]
    chance.shuffle(lines)
    return [line for line in lines if chance.random() < _LIKELY]


def _property(chance: Random, name: str = "") -> str:
    if not name and chance.random() < 0.05:
        return chance.choice(_RANDOM_NAMES) + chance.choice(("", ":", ":x", ";", ";X=y", "\x00"))
    name = name or chance.choice(tuple(_VALUES))
    value = chance.choice(_VALUES[name])
    odd = chance.choice(_PARAMETERS) if chance.random() < 0.1 else ""
    return f"{name.lower() if chance.random() < 0.05 else name}{odd}{value}"


def encoded(chance: Random, lines: Sequence[str]) -> bytes:
    """The lines as bytes: folded or not, with line ends of one kind or of all, perhaps behind a byte order mark."""
    ends = chance.choice(((b"\r\n",), (b"\r\n",), (b"\n",), _ENDS))
    width = chance.choice((0, 0, 0, 75, 75, chance.randint(1, 12)))
    blank = chance.choice((b" ", b" ", b"\t"))
    folded = (_folded(line.encode("utf-8", "surrogatepass"), width, ends[0] + blank) for line in lines)
    text = b"".join(line + chance.choice(ends) for line in folded)
    return (b"\xef\xbb\xbf" if chance.random() < 0.1 else b"") + (text if chance.random() < 0.95 else text.rstrip())


def _folded(line: bytes, width: int, fold: bytes) -> bytes:
    """Cut anywhere, also in the middle of a character, as old programs do."""
    return fold.join(line[at : at + width] for at in range(0, len(line), width)) if width else line
