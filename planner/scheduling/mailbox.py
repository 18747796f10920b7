"""Which emails go to whom, over all plans of an account: one email to one person at a time.

A person is known by the address, or by the name within one company.
"""

from collections.abc import Iterable
from datetime import datetime

from planner.names import company_key, fold
from planner.scheduling.touches import Touch
from planner.values import Person, Standing

_Key = tuple[str, ...]


class Mailbox:
    """The moments of all emails, sent and planned, by person."""

    def __init__(self) -> None:
        self._emails: dict[_Key, set[datetime]] = {}

    def enter(self, touches: Iterable[Touch | Standing], company: str) -> None:
        """Those of them that are emails."""
        for touch in touches:
            channel = touch.channel if isinstance(touch, Standing) else touch.choice.channel
            if channel == "email":
                for key in _keys(touch.to, company):
                    self._emails.setdefault(key, set()).add(touch.at)

    def emails_to(self, people: Iterable[Person], company: str) -> tuple[datetime, ...]:
        """When emails go to any of these people, in order."""
        keys = {key for person in people for key in _keys(person, company)}
        return tuple(sorted({at for key in keys for at in self._emails.get(key, ())}))


def _keys(person: Person, company: str) -> list[_Key]:
    keys: list[_Key] = [(person.email,)] if person.email else []
    return [*keys, (company_key(company), fold(person.name))] if person.name else keys
