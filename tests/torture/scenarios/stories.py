"""What happens before the run that is looked at, one function for each scenario."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.undo import find_ours, undo
from tests.calendar_text import event_text
from tests.computer import ME
from tests.torture.scenarios.stage import NOON, Serve, Stage, cycle

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_FACTS = "Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Jane Doe"
_PANEL = "#interview more decision=2026-10-22\\nInterviewers: Al, Bo, Cy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`begin` plays until the run that is looked at; `serve` is that run."""

    begin: Callable[[Stage], None]
    serve: Serve = cycle


def acme(at: datetime = NOON + 5 * HOUR, *, facts: str = _FACTS, prefix: str = "") -> str:
    """The interview that most scenarios are about."""
    return event_text("acme1", at, f"{prefix}Interview with Acme #interview", facts)


def interviewed(stage: Stage) -> None:
    """Three interviews are tagged, beside two events that are nobody's business."""
    stage.put("acme1", acme())
    stage.put("globe1", event_text("globe1", NOON + 3 * HOUR, "Call", "#interview screen\\nCompany: Globex"))
    stage.put("panel1", event_text("panel1", NOON + DAY, "Panel at Umbrella", _PANEL))
    stage.put("dentist1", event_text("dentist1", NOON + 2 * DAY, "Dentist", "Bring the card"))
    invited = "ORGANIZER;CN=Bo:mailto:bo@club.example\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org"
    stage.put("lunch1", event_text("lunch1", NOON + 3 * DAY, "Lunch", "With Bo", invited))


def served(stage: Stage) -> None:
    """The same, and all is written."""
    interviewed(stage)
    stage.serve()


def rescheduled(stage: Stage) -> None:
    """An interview moves."""
    served(stage)
    stage.put("acme1", acme(NOON + 8 * HOUR))


def decision_slipped(stage: Stage) -> None:
    """A decision comes two weeks later: some follow-ups move, some go, some come."""
    served(stage)
    stage.put("acme1", acme(facts=_FACTS.replace("2026-10-29", "2026-11-12")))


def cancelled(stage: Stage) -> None:
    """An interview is cancelled."""
    served(stage)
    stage.put("acme1", acme(prefix="Canceled: "))


def vanished(stage: Stage) -> None:
    """An interview is deleted."""
    served(stage)
    stage.remove("acme1")


def tagged_again(stage: Stage) -> None:
    """What was cancelled takes place after all."""
    cancelled(stage)
    stage.serve()
    stage.put("acme1", acme())


def edited(stage: Stage) -> None:
    """A follow-up gets another title, the next one another time, and the interview moves."""
    served(stage)
    first, second, *_ = stage.ours_of("acme1")
    stage.edit(first, title="Thank Jane, with the sketch")
    stage.edit(second, start=second.start + 2 * HOUR)
    stage.put("acme1", acme(NOON + 8 * HOUR))


def deleted(stage: Stage) -> None:
    """A follow-up is deleted, and another interview moves."""
    served(stage)
    stage.delete(stage.ours_of("acme1")[-1])
    stage.put(
        "panel1", event_text("panel1", NOON + DAY + HOUR, "Panel at Umbrella", "#interview\\nInterviewers: Al, Bo, Cy")
    )


def forgotten(stage: Stage) -> None:
    """A follow-up is deleted, and the ledger is lost."""
    served(stage)
    stage.delete(stage.ours_of("acme1")[-1])
    for computer in stage.computers.values():
        computer.lose_ledger()


def expired(stage: Stage) -> None:
    """No token is good any more; meanwhile an interview has moved and a follow-up was deleted."""
    rescheduled(stage)
    stage.delete(stage.ours_of("panel1")[0])
    stage.target.expire_tokens()


def void(stage: Stage) -> None:
    """An interview is cancelled two of whose follow-ups the person has changed."""
    served(stage)
    first, second, *_ = stage.ours_of("acme1")
    stage.edit(first, title="Thank Jane, with the sketch")
    stage.edit(second, start=second.start + 2 * HOUR)
    stage.put("acme1", acme(prefix="Canceled: "))


def valid_again(stage: Stage) -> None:
    """And it takes place after all."""
    void(stage)
    stage.serve()
    stage.put("acme1", acme())


def ended(stage: Stage) -> None:
    """An interview has an outcome, a day later."""
    served(stage)
    stage.wait(DAY)
    stage.serve()
    stage.put("acme1", acme(facts=f"{_FACTS}\\nOutcome: rejected"))


def brought_back(stage: Stage) -> None:
    """The person deletes two follow-ups, and wants one of them back."""
    served(stage)
    one, other = stage.ours_of("acme1")[-2:]
    stage.delete(one)
    stage.delete(other)
    stage.serve()
    for computer in stage.computers.values():
        ledger = computer.open_ledger(computer.ledger, ME)
        ledger.set_state(other.identity, "restored", was="deleted")
        ledger.close()
    stage.banned.remove(other.identity)


def elsewhere(stage: Stage) -> None:
    """New follow-ups are to go to a calendar that does not exist yet; an interview comes, and another moves."""
    rescheduled(stage)
    for computer in stage.computers.values():
        computer.write_to = "Follow-ups"
    stage.put("initech1", event_text("initech1", NOON + 6 * HOUR, "Interview with Initech #interview", _FACTS))


def undone(stage: Stage, who: str) -> None:
    """`undo`, as the command does it."""
    computer = stage.computers[who]
    ledger = computer.open_ledger(computer.ledger, ME)
    try:
        ours, unread = find_ours(computer.connect(), ME.home_zone)
        copy = stage.folder / who / f"{stage.now:%H%M%S}.ics"
        failures = undo(computer.connect(), ledger, ours, copy_to=copy, home_zone=ME.home_zone).errors
    finally:
        ledger.close()
    for _, error in (*unread, *failures):
        raise error


SCENARIOS: Mapping[str, Scenario] = {
    "first": Scenario(begin=interviewed),
    "rescheduled": Scenario(begin=rescheduled),
    "slipped": Scenario(begin=decision_slipped),
    "cancelled": Scenario(begin=cancelled),
    "vanished": Scenario(begin=vanished),
    "tagged-again": Scenario(begin=tagged_again),
    "edited": Scenario(begin=edited),
    "deleted": Scenario(begin=deleted),
    "forgotten": Scenario(begin=forgotten),
    "expired": Scenario(begin=expired),
    "void": Scenario(begin=void),
    "valid-again": Scenario(begin=valid_again),
    "ended": Scenario(begin=ended),
    "brought-back": Scenario(begin=brought_back),
    "elsewhere": Scenario(begin=elsewhere),
    "undone": Scenario(begin=served, serve=undone),
}
