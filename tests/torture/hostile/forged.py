"""Our own marks as others might write them: on events that are not ours, wrong, contradictory, enormous."""

from collections.abc import Callable
from random import Random

from sync.keys import Identity, key
from tests.torture.hostile.corpus import ELSEWHERE, follow_up
from tests.torture.hostile.extreme import meeting
from tests.torture.hostile.good import FOLLOW_UPS, STEPS
from tests.torture.hostile.grammar import encoded

_STEPS = (*STEPS, "no such step", "", "\x1b[2J", "a" * 5000)
NUMBERS = ("", "0", "1", "-1", "2", "99999", "²", "٣", "1e9", "9" * 4301, "9" * 1_000_000, "\x00", "1 ", "0x1")
RUBBISH = (
    "",
    "x",
    "title:",
    "title:0 start:0 description:",
    ":::::",
    "start",
    "description:" + "0" * 100_000,
    "\x1b[2J",
)
MARKS = (
    "version",
    "generation",
    "base",
    "channel",
    "to",
    "to-email",
    "arrives",
    "outcome",
    "interview",
    "void",
    "answer",
)


def forged(chance: Random) -> bytes:
    """One of the ways."""
    return chance.choice(_WAYS)(chance)


def _identity(chance: Random) -> Identity:
    """A follow-up that stands, or one that nobody planned."""
    if chance.random() < 0.3:
        return chance.choice(sorted(FOLLOW_UPS))
    source = chance.choice((ELSEWHERE, *sorted({one.source for one in FOLLOW_UPS})))
    return Identity(source=source, step=chance.choice(_STEPS), slot=chance.choice(("0", "", "jo", "9" * 99)))


def _follow_up_with_odd_marks(chance: Random) -> bytes:
    names = chance.sample(MARKS, chance.randint(1, 4))
    odd = {name: chance.choice((*NUMBERS, *RUBBISH, "accepted 2026-10-20")) for name in names}
    return follow_up(_identity(chance), odd).encode("utf-8", "surrogatepass")


def _copy_under_another_uid(chance: Random) -> bytes:
    identity = _identity(chance)
    return follow_up(identity).replace(f"UID:{key(identity)}", "UID:copy@example.org").encode()


def _of_a_newer_version(chance: Random) -> bytes:
    return follow_up(_identity(chance), {"version": chance.choice(("2", "99999", "9" * 5000)), "key": "mine"}).encode()


def _on_an_interview(chance: Random) -> bytes:
    identity = _identity(chance)
    marks = (f"X-AFTERTOUCH-{name.upper()}:{chance.choice(NUMBERS)}" for name in chance.sample(MARKS, 2))
    repeats = ["RRULE:FREQ=WEEKLY;COUNT=4"] if chance.random() < 0.5 else []
    uid = chance.choice((key(identity), "marked@example.org"))
    return encoded(chance, meeting(f"X-AFTERTOUCH-KEY:{key(identity)}", *marks, *repeats, uid=uid))


def _key_without_marks(chance: Random) -> bytes:
    return encoded(chance, meeting(uid=chance.choice(("0" * 52, "v" * 52, "a" * 51, "a" * 52 + ".ics"))))


def _twice_in_one_file(chance: Random) -> bytes:
    one, other = follow_up(_identity(chance)), follow_up(_identity(chance), {"to": "Somebody else"})
    return one.replace("END:VCALENDAR\r\n", "").encode() + other.partition("PRODID:-//Aftertouch//EN\r\n")[2].encode()


def _beside_a_stranger(chance: Random) -> bytes:
    stranger = meeting(uid="stranger@example.org", tagged=chance.random() < 0.5)[2:]
    ours = follow_up(_identity(chance)).removesuffix("END:VCALENDAR\r\n")
    return ours.encode() + "\r\n".join([*stranger, ""]).encode()


_WAYS: tuple[Callable[[Random], bytes], ...] = (
    _follow_up_with_odd_marks,
    _copy_under_another_uid,
    _of_a_newer_version,
    _on_an_interview,
    _key_without_marks,
    _twice_in_one_file,
    _beside_a_stranger,
)
