"""What goes wrong on purpose: each fault is a function that gets the request and the honest way to answer it.

server.fail(lost(), when=nth(3))                                # the reply to the third request is lost
server.fail(answering(refusal(507)), when=writes, times=None)   # over quota until the rule is ended
server.fail(answering(refusal(503)), when=kind("sync-collection"))
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.dav.asked import Answer, Asked

Handle = Callable[[Asked], Answer]
Fault = Callable[[Asked, Handle], Answer]
When = Callable[[Asked], bool]


def answering(answer: Answer) -> Fault:
    """Nothing is done; this is the answer."""
    return lambda _asked, _handle: answer


def dropped(*, reset: bool = False) -> Fault:
    """The connection ends before anything is done."""
    return answering(Answer(status=0, delivery="reset" if reset else "closed"))


def lost(*, reset: bool = False) -> Fault:
    """All is done, and the connection ends without an answer."""
    return lambda asked, handle: replace(handle(asked), delivery="reset" if reset else "closed")


def truncated() -> Fault:
    """All is done; half of the answer's body arrives, then the connection ends."""
    return lambda asked, handle: replace(handle(asked), delivery="half")


def page_with_200() -> Fault:
    """Nothing is done: a proxy answers with a page of its own."""
    body = "<!DOCTYPE html><html><title>Please accept our terms of use</title></html>"
    return answering(Answer(status=200, headers={"Content-Type": "text/html"}, body=body))


def redirected(url: str, *, status: int = 302) -> Fault:
    """Nothing is done: the answer points elsewhere."""
    return answering(Answer(status=status, headers={"Location": url}))


@dataclass(slots=True, kw_only=True)
class Rule:
    """A fault that happens when `when` holds, after `skip` such requests, `times` times (None: always). `hits` counts
    the requests that met it."""

    fault: Fault
    when: When
    times: int | None
    skip: int
    hits: int = 0

    def end(self) -> None:
        """From here on it happens no more."""
        self.times = 0

    def takes(self, asked: Asked) -> bool:
        """Whether it happens to this request. Counts."""
        if self.times == 0 or not self.when(asked):
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

    def add(self, fault: Fault, *, when: When, times: int | None, skip: int) -> Rule:
        """A new rule, behind those that stand."""
        rule = Rule(fault=fault, when=when, times=times, skip=skip)
        self.rules.append(rule)
        return rule

    def take(self, asked: Asked) -> Fault | None:
        """What is to happen to this request, if anything."""
        return next((rule.fault for rule in self.rules if rule.takes(asked)), None)


def always(_: Asked) -> bool:
    """Any request."""
    return True


def writes(asked: Asked) -> bool:
    """Any request that would change something."""
    return asked.writes


def kind(*names: str) -> When:
    """A method (`PUT`), or a report by its name (`calendar-multiget`)."""
    return lambda asked: asked.kind in names


def nth(*numbers: int) -> When:
    """The requests with these numbers, counted from 1 over all that the server has seen."""
    return lambda asked: asked.number in numbers
