"""The memory: follow-ups that do not stand any more, and interviews as last seen."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from planner.values import Answer, Source
from sync.keys import Identity, key
from sync.ledger.file import LedgerFile
from sync.states import State

_LATELY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A follow-up that does not stand: what became of it, and what stood there."""

    state: State
    generation: int
    at: datetime
    marks: tuple[tuple[str, str], ...]
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An interview as last seen. `note` fingerprints a note event at the time it was attached; `outcome_on` is the
    employer-local day on which the outcome was first seen. `start` is None where an older version saw it last;
    `organizer` is an address."""

    calendar: str
    attached: Source | None = None
    note: str = ""
    outcome: str = ""
    outcome_on: date | None = None
    title: str = ""
    start: datetime | None = None
    company: str = ""
    organizer: str = ""


class Memories(LedgerFile):
    """What became of what stood."""

    def memory(self) -> Mapping[Identity, Remembered]:
        """All follow-ups that are remembered as gone."""
        rows = self._db.execute("SELECT * FROM memory ORDER BY uid, occurrence, step, slot")
        return {
            Identity(source=Source(uid=uid, recurrence_id=occurrence), step=step, slot=slot): Remembered(
                state=state,
                generation=generation,
                at=datetime.fromisoformat(at),
                marks=tuple((name, value) for name, value in json.loads(marks)),
                title=title,
            )
            for uid, occurrence, step, slot, state, generation, at, marks, title in rows
        }

    def remember(self, identity: Identity, remembered: Remembered) -> None:
        """Remember what became of a follow-up."""
        self._db.execute(
            "INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *_columns(identity),
                remembered.state,
                remembered.generation,
                remembered.at.isoformat(),
                json.dumps(remembered.marks),
                remembered.title,
            ),
        )

    def set_state(self, identity: Identity, state: State, *, was: State) -> None:
        """Change what became of a follow-up that is remembered, if that is still what it was."""
        self._db.execute(
            "UPDATE memory SET state = ? WHERE uid = ? AND occurrence = ? AND step = ? AND slot = ? AND state = ?",
            (state, *_columns(identity), was),
        )

    def forget(self, identity: Identity) -> None:
        """It stands (again): the memory of its end is void."""
        self._db.execute(
            "DELETE FROM memory WHERE uid = ? AND occurrence = ? AND step = ? AND slot = ?", _columns(identity)
        )

    def removed_keys(self) -> frozenset[str]:
        """The keys of the follow-ups that we deleted, or are deleting."""
        return frozenset(
            key(identity, entry.generation)
            for identity, entry in self.memory().items()
            if entry.state in ("removing", "removed")
        )

    def bury(self, of: str) -> None:
        """Remember the key of an event of ours that is gone, and of which nobody knows which follow-up it was."""
        self._db.execute("INSERT OR IGNORE INTO buried VALUES (?)", (of,))

    def exhume(self, of: str) -> None:
        """Forget a buried key."""
        self._db.execute("DELETE FROM buried WHERE key = ?", (of,))

    def buried(self) -> frozenset[str]:
        """All buried keys."""
        return frozenset(found for (found,) in self._db.execute("SELECT key FROM buried"))

    def answers(self) -> Mapping[Source, Mapping[str, Answer]]:
        """What the person answered on the follow-ups of each interview, by the key of the fact."""
        found: dict[Source, dict[str, Answer]] = {}
        for uid, occurrence, fact, text, instead_of in self._db.execute("SELECT * FROM answer"):
            source = Source(uid=uid, recurrence_id=occurrence)
            found.setdefault(source, {})[fact] = Answer(text=text, instead_of=instead_of)
        return found

    def set_answers(self, source: Source, answers: Mapping[str, Answer]) -> None:
        """Store what was answered about one interview."""
        self._db.executemany(
            "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)",
            ((source.uid, source.recurrence_id, fact, one.text, one.instead_of) for fact, one in answers.items()),
        )

    def last_cycle(self) -> dict[str, Any]:
        """How the last cycle ended, and when, as it was kept; empty where there was none."""
        last: dict[str, Any] = json.loads(self.fact("last") or "{}")
        looked = self.last_look()
        if last and looked and looked > datetime.fromisoformat(last["at"]):
            last["at"] = looked.isoformat()
        return last

    def calm(self) -> str:
        """What was noted of a cycle that found nothing to do, "" once anything changed since."""
        row = self._db.execute("SELECT told FROM calm").fetchone()
        return row[0] if row else ""

    def set_calm(self, told: str) -> None:
        """Note it; belongs behind all else that is written."""
        self._db.execute("INSERT OR REPLACE INTO calm VALUES (1, ?)", (told,))

    def note_rewrite(self, of: str, aim: str, fields: Iterable[str], now: datetime) -> None:
        """Note that these fields of an event were rewritten towards a plan; what was written towards another one is no
        fight, and is forgotten."""
        at, day_before = int(now.timestamp()), int((now - _LATELY).timestamp())
        self._db.execute("DELETE FROM rewrite WHERE (key = ? AND aim != ?) OR at <= ?", (of, aim, day_before))
        self._db.executemany("INSERT INTO rewrite VALUES (?, ?, ?, ?)", ((of, aim, field, at) for field in fields))

    def rewrites(self, now: datetime) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """How often each field was rewritten within a day, by key and plan."""
        rows = self._db.execute("SELECT key, aim, field FROM rewrite WHERE at > ?", (int((now - _LATELY).timestamp()),))
        found: dict[tuple[str, str], Counter[str]] = {}
        for of, aim, field in rows:
            found.setdefault((of, aim), Counter())[field] += 1
        return found

    def standing_twice(self) -> Mapping[str, datetime]:
        """The keys that stand on two events, and since when that is known."""
        return {of: datetime.fromisoformat(since) for of, since in json.loads(self.fact("twice") or "{}").items()}

    def set_standing_twice(self, keys: Iterable[str], now: datetime) -> None:
        """Note which keys stand on two events now."""
        known = self.standing_twice()
        told = {of: known.get(of, now).isoformat() for of in sorted(keys)}
        self.set_fact("twice", json.dumps(told) if told else "")

    def interviews(self) -> Mapping[Source, Seen]:
        """Every interview ever seen."""
        rows = self._db.execute("SELECT * FROM interview")
        return {
            Source(uid=uid, recurrence_id=occurrence): Seen(
                calendar=calendar,
                attached=Source(uid=attached_uid, recurrence_id=attached_occurrence) if attached_uid else None,
                note=note,
                outcome=outcome,
                outcome_on=date.fromisoformat(outcome_on) if outcome_on else None,
                title=title,
                start=datetime.fromisoformat(starts) if starts else None,
                company=company,
                organizer=organizer,
            )
            for uid, occurrence, calendar, attached_uid, attached_occurrence, note, outcome, outcome_on, *was in rows
            for title, starts, company, organizer in [was]
        }

    def set_gone(self, source: Source) -> None:
        """An interview that was seen is gone from its calendar for sure; its `calendar` is then ""."""
        self._db.execute(
            "UPDATE interview SET calendar = '' WHERE uid = ? AND occurrence = ?", (source.uid, source.recurrence_id)
        )

    def set_interview(self, source: Source, seen: Seen) -> None:
        """Store an interview as seen."""
        attached = seen.attached or Source(uid="")
        self._db.execute(
            "INSERT OR REPLACE INTO interview VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                source.uid,
                source.recurrence_id,
                seen.calendar,
                attached.uid,
                attached.recurrence_id,
                seen.note,
                seen.outcome,
                seen.outcome_on.isoformat() if seen.outcome_on else "",
                seen.title,
                seen.start.isoformat() if seen.start else "",
                seen.company,
                seen.organizer,
            ),
        )


def _columns(identity: Identity) -> tuple[str, str, str, str]:
    return identity.source.uid, identity.source.recurrence_id, identity.step, identity.slot
