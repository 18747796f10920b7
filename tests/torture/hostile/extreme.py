"""Single events with one thing driven to its extreme: texts, sizes, repetitions, times and zones."""

from base64 import b64encode
from random import Random

from tests.torture.hostile.grammar import DURATIONS, MOMENTS, RULES, TEXTS, encoded

_TAGS = (
    "b",
    "p",
    "div",
    "ul",
    "li",
    "a",
    "table",
    "td",
    "br",
    "span",
    "script",
    "style",
    "title",
    "o:p",
    "x",
    "!--",
    "!",
)
_ENTITIES = (
    "&amp;",
    "&lt;b&gt;",
    "&#35;",
    "&#x23;",
    "&#0;",
    "&#xD800;",
    "&#x110000;",
    "&#27;[2J",
    "&nbsp;",
    "&",
    "&#;",
)
_ODD = (
    *("\x00", "\x07", "\x1b[31m", "\x1b]8;;http://example.org\x07", "\x7f", "\x85", "\x9b1m", "\xa0", "\xad"),
    *("\u0301" * 30, "\u061c", "\u115f", "\u180e", "\u200b", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029"),
    *("\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u3164", "\ufeff", "\ufffd"),
    *("\ufffe", "\U0001f1e6", "\U0001f469\u200d\U0001f4bb", "\U000e0041", "\U000f0000", "\U0010ffff"),
    *("שלום", "مرحبا", "日本語", "𝓢𝓪𝓶", "Z\u0335\u0321a\u0353l\u0347", "ﷺ", "İ", "ß", "ǅ", "\ud800", "\udfff"),
)
_FACTS = ("Decision", "Interviewers", "Company", "Stage", "Timezone", "Country", "Address", "Notes", "Outcome", "Calls")
_SIZES = (1_000, 20_000, 100_000)
_HUGE = (100_000, 1_000_000)


def meeting(*lines: str, uid: str = "meeting@example.org", tagged: bool = True) -> list[str]:
    """An event of one's own with these lines, which take the place of the usual ones of their names."""
    usual = {
        "UID": f"UID:{uid}",
        "DTSTAMP": "DTSTAMP:20261001T000000Z",
        "DTSTART": "DTSTART:20261020T140000Z",
        "DTEND": "DTEND:20261020T150000Z",
        "SUMMARY": f"SUMMARY:Interview with Initrode{' #interview' * tagged}",
    }
    names = {line.replace(";", ":").partition(":")[0] for line in lines}
    event = ["BEGIN:VEVENT", *(line for name, line in usual.items() if name not in names), *lines, "END:VEVENT"]
    return ["BEGIN:VCALENDAR", "VERSION:2.0", *event, "END:VCALENDAR"]


def html(chance: Random) -> bytes:
    """Markup that nobody closed, nested without end, or hidden, with facts in it."""
    pieces = []
    for _ in range(chance.randint(1, 30)):
        tag = chance.choice(_TAGS)
        pieces += [chance.choice((f"<{tag}>", f"</{tag}>", f"<{tag} href='#interview", f"<{tag} ", f"<{tag}/>"))]
        pieces += [chance.choice((*_ENTITIES, "#interview", *(f"{fact}: x" for fact in _FACTS), "\\n", "words"))]
    nested = "<div>" * chance.choice((0, 0, 0, 5_000)) + "".join(pieces) * chance.choice((1, 1, 1, 50))
    name = chance.choice(("DESCRIPTION", "X-ALT-DESC;FMTTYPE=text/html"))
    return encoded(chance, meeting(f"{name}:{nested}"))


def characters(chance: Random) -> bytes:
    """Characters that steer terminals, turn directions, combine or do not exist, in every text."""

    def text() -> str:
        words = (*_ODD, "Sam", " ", "#interview", "\\n", *(f"{fact}: " for fact in _FACTS))
        return "".join(chance.choice(words) for _ in range(chance.randint(1, 12)))

    return encoded(
        chance,
        meeting(
            f"SUMMARY:{text()} #interview {text()}",
            f"DESCRIPTION:Company: {text()}\\nInterviewers: {text()}, {text()} <jo@initrode.example>\\n{text()}",
            f"LOCATION:{text()}",
            f"CATEGORIES:{text()}",
            f'ATTENDEE;CN="{text()}":mailto:jo@{chance.choice(_ODD)}initrode.example',
            uid=chance.choice(("meeting@example.org", text())),
        ),
    )


def huge(chance: Random) -> bytes:
    """More of something than anybody would write."""
    size, many = chance.choice(_SIZES), chance.choice(_HUGE)
    line = chance.choice(
        (
            lambda: "SUMMARY:#interview " + chance.choice(("a", "é", "#interview ", "\u202e", "a, b; ")) * size,
            lambda: "DESCRIPTION:" + chance.choice(("a", "<", "&", "<b>", "\\n", "Decision: x\\n", " ", "é")) * many,
            lambda: "X-ALT-DESC:" + "<div>" * size,
            lambda: "LOCATION:" + "x" * many,
            lambda: "CATEGORIES:" + ",".join("c" for _ in range(size)),
            lambda: "\n".join(f"ATTENDEE;CN=A{number}:mailto:a{number}@x.example" for number in range(size)),
            lambda: "\n".join(f"COMMENT:{number}" for number in range(size)),
            lambda: "\n".join(["BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT1M\nEND:VALARM"] * (size // 4)),
            lambda: "\n".join(["BEGIN:VALARM"] * size),
            lambda: "ATTENDEE" + ";X=1" * size + ":mailto:a@x.example",
            lambda: 'ATTENDEE;CN="' + "," * size + '":mailto:a@x.example',
            lambda: "DTSTART;TZID=" + "z" * size + ":20261020T140000",
            lambda: "DURATION:P" + "9" * size + "D",
            lambda: "SEQUENCE:" + "9" * size,
            lambda: "UID:" + "u" * size,
            lambda: "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + b64encode(bytes(many)).decode(),
            lambda: "DESCRIPTION:Interviewers: " + ", ".join(f"P{number} Q" for number in range(size)),
            lambda: "DESCRIPTION:Decision: " + chance.choice(("1", "in ", "next ", "week of ", "2026-", "a")) * size,
            lambda: "DESCRIPTION:#interview " + "decision=2026-11-03 " * size,
            lambda: "X-AFTERTOUCH-SOURCE:" + "s" * many,
            lambda: "\n".join(f"X-AFTERTOUCH-M{number}:1" for number in range(size)),
        )
    )()
    return encoded(Random(0), meeting(*line.split("\n")))  # noqa: S311  its way of writing is not what is tried here


def recurring(chance: Random) -> bytes:
    """Rules and dates that repeat without end, or mean nothing."""
    lines = [f"RRULE:{chance.choice(RULES)}" for _ in range(chance.choice((1, 1, 1, 2, 12)))]
    many = chance.choice((0, 0, 1, 300, 300, 100_000 if chance.random() < 0.2 else 3))
    dates = ",".join(f"2026{10 + day // 27 % 3}{1 + day % 27:02}T{day // 81 % 24:02}0000Z" for day in range(many))
    lines += [f"{chance.choice(('RDATE', 'RDATE', 'EXDATE'))}:{dates}"] if many else []
    lines += [f"EXRULE:{chance.choice(RULES)}"] if chance.random() < 0.2 else []
    lines += [f"DTSTART{chance.choice(MOMENTS)}"] if chance.random() < 0.3 else []
    text = meeting(*lines, tagged=chance.random() < 0.8)
    if chance.random() < 0.3:
        range_ = chance.choice(("", "", ";RANGE=THISANDFUTURE", ";RANGE=THISANDPRIOR"))
        changed = meeting(f"RECURRENCE-ID{range_}{chance.choice(MOMENTS)}", f"DTSTART{chance.choice(MOMENTS)}")
        text = [*text[:-1], *changed[2:]]
    return encoded(chance, text)


def moments(chance: Random) -> bytes:
    """Times that do not exist, contradict each other, or lie at the ends of the calendar."""
    lines = [f"DTSTART{chance.choice(MOMENTS)}"]
    lines += [f"DTEND{chance.choice(MOMENTS)}"] if chance.random() < 0.6 else []
    lines += [f"DURATION:{chance.choice(DURATIONS)}"] if chance.random() < 0.4 else []
    lines += [f"DTSTAMP{chance.choice(MOMENTS)}"] if chance.random() < 0.2 else []
    lines += [f"DESCRIPTION:Decision: {_odd_date(chance)}\\nTimezone: {_odd_zone(chance)}"]
    if "DTEND" not in "".join(lines):
        return encoded(chance, [line for line in meeting(*lines) if not line.startswith("DTEND")])
    return encoded(chance, meeting(*lines))


def _odd_date(chance: Random) -> str:
    number = chance.choice(("0", "1", "29", "30", "31", "32", "99", "2026", "9999", "10000", "9" * 400, "²", "٣", "-1"))
    form = chance.choice(
        (
            *("{}", "in {} days", "in {} weeks", "{}/{}", "{}/{}/{}", "{}-{}-{}", "{} Feb", "Feb {} {}", "by {}pm"),
            *("{}. November", "{}:{} tomorrow", "within {} months", "Q{}", "{}T{}Z", "next {}", "week of {} Nov"),
        )
    )
    return form.format(*[number] * 3)


def _odd_zone(chance: Random) -> str:
    return chance.choice(
        ("UTC+99", "GMT-12", "UTC+2", "../../etc/passwd", "Factory", "localtime", "", "²", "EST5EDT", "\x1b[m")
    )


def zones(chance: Random) -> bytes:
    """Time zones that lie, never end, or lead out of the zone database."""
    name = chance.choice(
        ("America/New_York", "Eastern Standard Time", "Custom", "../../etc/passwd", "/etc/localtime", "")
    )
    rule = chance.choice((*RULES, "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"))
    observances = []
    for _ in range(chance.choice((0, 1, 2, 2, 40))):
        kind = chance.choice(("STANDARD", "DAYLIGHT"))
        observance = [
            f"DTSTART{chance.choice((':16010101T020000', ':19700308T020000', *MOMENTS))}",
            f"TZOFFSETFROM:{chance.choice(('-0500', '+2359', '-2400', '+0000', 'x', '+99999999', '+05'))}",
            f"TZOFFSETTO:{chance.choice(('-0400', '+2359', '-2400', '+1400', 'x', '-000001', ''))}",
            f"RRULE:{rule}" if chance.random() < 0.7 else f"RDATE{chance.choice(MOMENTS)}",
        ]
        kept = [line for line in observance if chance.random() < 0.9]
        observances += [f"BEGIN:{kind}", *kept, f"END:{kind}"]
    zone = ["BEGIN:VTIMEZONE", f"TZID:{name}", *observances, "END:VTIMEZONE"]
    repeats = [f"RRULE:{RULES[chance.randrange(3)]}"] if chance.random() < 0.3 else []
    start = f"DTSTART;TZID={chance.choice((name, name, 'Custom'))}:20261020T140000"
    event = meeting(start, f"DTEND;TZID={name}:20261020T150000", *repeats, f"DESCRIPTION:{TEXTS[2]}")
    return encoded(chance, [*event[:2], *zone, *event[2:], *(zone if chance.random() < 0.1 else [])])
