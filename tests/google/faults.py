"""What goes wrong on purpose: each fault is a function that gets the request and the honest way to answer it.

google.fail(lost(), when=nth(3))                          # the reply to the third request is lost after the commit
google.fail(answering(quota_exceeded()), when=writes)     # locked until the rule is ended
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.google.answers import Answer, ApiError, html, redirect
from tests.google.asked import API, BATCH, Asked
from tests.google.discovery import find
from tests.google.pages import page_number
from tests.google.sign_in import TOKEN

Handle = Callable[[Asked], Answer]
Fault = Callable[[Asked, Handle], Answer]
When = Callable[[Asked], bool]

_CLOSED = Answer(status=0, delivery="closed")
_RESET = Answer(status=0, delivery="reset")


def answering(error: ApiError | Answer) -> Fault:
    """Nothing is done; this is the answer."""
    answer = error.answer() if isinstance(error, ApiError) else error
    return lambda _asked, _handle: answer


def dropped(*, reset: bool = False) -> Fault:
    """The connection ends before anything is done."""
    return lambda _asked, _handle: _RESET if reset else _CLOSED


def lost(*, reset: bool = False) -> Fault:
    """All is done, and the connection ends without an answer."""
    return lambda asked, handle: replace(handle(asked), delivery="reset" if reset else "closed")


def truncated() -> Fault:
    """All is done; half of the answer's body arrives, then the connection ends."""
    return lambda asked, handle: replace(handle(asked), delivery="half")


def twice(*, answer: int = 1) -> Fault:
    """The request is delivered twice; the client gets the first (0) or the second (1) answer."""
    return lambda asked, handle: (handle(asked), handle(asked))[answer]


def page_with_200() -> Fault:
    """Nothing is done: a proxy answers with a page of its own."""
    return answering(html(200, "Please accept our terms of use"))


def redirected(url: str, *, status: int = 302) -> Fault:
    """Nothing is done: the answer points elsewhere."""
    return answering(redirect(url, status=status))


def late(seconds: float, *, over: threading.Event) -> Fault:
    """All is done after a while, which ends early when `over` is set (the server stops)."""

    def fault(asked: Asked, handle: Handle) -> Answer:
        over.wait(seconds)
        return handle(asked)

    return fault


def hanging(seconds: float, *, over: threading.Event) -> Fault:
    """No answer for a while, then the connection ends; nothing is done."""

    def fault(_asked: Asked, _handle: Handle) -> Answer:
        over.wait(seconds)
        return _CLOSED

    return fault


@dataclass(slots=True, kw_only=True)
class Rule:
    """A fault that happens when `when` holds, after `skip` such requests, `times` times (None: always), before the
    server's clock reaches `until` (None: for ever). `hits` counts the requests that met it."""

    fault: Fault
    when: When
    times: int | None
    skip: int
    until: datetime | None
    hits: int = 0

    def end(self) -> None:
        """From here on it happens no more."""
        self.times = 0

    def takes(self, asked: Asked, now: datetime) -> bool:
        """Whether it happens to this request. Counts."""
        if self.times == 0 or (self.until and now >= self.until) or not self.when(asked):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        self.hits += 1
        return True


@dataclass(slots=True)
class Faults:
    """The rules in force; the first that takes a request decides."""

    rules: list[Rule] = field(default_factory=list)

    def add(
        self,
        fault: Fault,
        *,
        when: When,
        times: int | None = None,
        skip: int = 0,
        until: datetime | None = None,
    ) -> Rule:
        """A new rule, behind those that stand."""
        rule = Rule(fault=fault, when=when, times=times, skip=skip, until=until)
        self.rules.append(rule)
        return rule

    def take(self, asked: Asked, now: datetime) -> Fault | None:
        """What is to happen to this request, if anything."""
        return next((rule.fault for rule in self.rules if rule.takes(asked, now)), None)


def api(asked: Asked) -> bool:
    """Any request to the Calendar API: a batch counts as one, and what signs in as none."""
    return asked.number > 0 and asked.path.startswith((API, BATCH))


def tokens(asked: Asked) -> bool:
    """Any request to the token endpoint: a refresh, a code, an assertion."""
    return asked.path == TOKEN


def writes(asked: Asked) -> bool:
    """Any call that would change something in a calendar."""
    return asked.writes


def calls(*method_ids: str) -> When:
    """A call of one of these methods: `calendar.events.insert`."""

    def when(asked: Asked) -> bool:
        found = find(asked.method, asked.path)
        return found is not None and found[0].id in method_ids

    return when


def nth(*numbers: int) -> When:
    """The requests with these numbers, counted from 1 over all that the server has seen."""
    return lambda asked: asked.number in numbers


def page(number: int) -> When:
    """The request for this page of a list of events; the first is 1."""

    def when(asked: Asked) -> bool:
        token = asked.query.get("pageToken", [""])[0]
        return calls("calendar.events.list")(asked) and page_number(token) == number

    return when
