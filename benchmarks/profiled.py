"""Runs a work under a profiler, in a process of its own: `python -m benchmarks.profiled WORK CONFIG HTML`.

WORK is `no-op`, `first-sync`, or the words of a command. Prints a JSON object with the tree and the functions that take
most by themselves; writes the whole as a page.
"""

import gc
import json
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from pyinstrument import Profiler
from pyinstrument.frame import Frame
from pyinstrument.renderers import HTMLRenderer

_LOOKS, _PATIENCE = 20, 10.0
"""Looks that are taken, and seconds after which no more are begun."""
_LEAST = 0.03
"""What takes a smaller share is left out."""
_CHAIN = 0.9
"""A frame that does little but call another one is left out for that one."""
_DEPTH = 7
_TOP = 8


@dataclass(kw_only=True)
class Node:
    """A function where it was called from: its seconds, and those of what it calls, all calls together."""

    name: str
    time: float = 0.0
    called: "dict[str, Node]" = field(default_factory=dict)

    def take(self, frame: Frame) -> None:
        """Add what pyinstrument saw. How modules are found and read is no function of anybody's: what they load stands
        in its place."""
        for one in frame.children:
            if one.is_synthetic:
                continue
            if (one.file_path or "").startswith("<frozen importlib"):
                self.take(one)
                continue
            name = _name(one)
            node = self.called.setdefault(name, Node(name=name))
            node.time += one.time
            node.take(one)

    @property
    def alone(self) -> float:
        """Seconds by itself."""
        return self.time - sum(node.time for node in self.called.values())

    def lines(self, total: float, depth: int = 0) -> Iterator[str]:
        """As a tree."""
        node = self
        while chain := next((one for one in node.called.values() if one.time >= _CHAIN * node.time), None):
            node = chain
        yield f"{node.time / total:6.1%}  {'  ' * depth}{node.name}"
        if depth < _DEPTH:
            for one in sorted(node.called.values(), key=lambda one: -one.time):
                if one.time >= _LEAST * total:
                    yield from one.lines(total, depth + 1)

    def everything(self) -> "Iterator[Node]":
        """This one, and all below."""
        yield self
        for one in self.called.values():
            yield from one.everything()


def main(work: str, config: str, page: Path) -> None:
    """Run, and print."""
    profiler = Profiler(interval=0.0005)
    (_resident if work == "no-op" else _command)(profiler, "sync" if work == "first-sync" else work, config)
    session = profiler.last_session
    frame = session and session.root_frame()
    assert session and frame  # noqa: PT018, S101  it ran
    page.write_text(HTMLRenderer().render(session), encoding="utf-8")
    root = Node(name="all", time=frame.time)
    root.take(frame)
    alone: dict[str, float] = {}
    for node in root.everything():
        alone[node.name] = alone.get(node.name, 0.0) + node.alone
    most = sorted(alone.items(), key=lambda one: -one[1])[:_TOP]
    top = [f"{seconds / root.time:6.1%}  {name}" for name, seconds in most]
    print(json.dumps({"tree": "\n".join(root.lines(root.time)), "top": top}))


def _name(frame: Frame) -> str:
    file = frame.file_path_short or ""
    return f"{frame.class_name + '.' if frame.class_name else ''}{frame.function}  {file}"


def _resident(profiler: Profiler, _: str, config: str) -> None:
    from benchmarks.ours import resident  # noqa: PLC0415  not before it is wanted: start-up is profiled as well
    from sync.__main__ import MANY  # noqa: PLC0415

    gc.set_threshold(MANY)
    look = resident(Path(config))
    begun = time.monotonic()
    with profiler:
        for _number in range(_LOOKS):
            look()
            if time.monotonic() - begun > _PATIENCE:
                break


def _command(profiler: Profiler, words: str, config: str) -> None:
    with profiler, redirect_stdout(StringIO()), suppress(SystemExit):
        from sync.__main__ import main as aftertouch  # noqa: PLC0415  loading it is a part of it

        aftertouch(["--config", config, *words.split()])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
