"""What the model knows of the person's will: what they changed on follow-ups, what they deleted, what is theirs."""

from dataclasses import dataclass, field

from tests.torture.machine.texts import FIELDS, seen


@dataclass(kw_only=True)
class Touches:
    """One follow-up's event: what we last wrote on it, and what the person made of that."""

    ours: dict[str, object] = field(default_factory=dict)
    theirs: dict[str, object] = field(default_factory=dict)
    """The fields that the person changed, and has not changed back."""
    our_lines: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    """Of the description, the lines that the person wrote."""
    cut: frozenset[str] = frozenset()
    """And those of ours that they took away."""

    tick: str = ""
    """What they say of it in front of its title."""
    edited_since: bool = False
    """Whether the person was there after us."""

    @classmethod
    def new(cls, text: str) -> "Touches":
        """As we just wrote it."""
        found = seen(text)
        return cls(ours=dict(found.fields), our_lines=found.lines)

    @property
    def any(self) -> bool:
        """Whether the person changed anything."""
        return bool(self.theirs or self.lines or self.cut)

    def person_leaves(self, text: str) -> None:
        """The person has edited the event, and this is what stands now."""
        self.edited_since = True
        found = seen(text)
        self.tick = found.tick
        self.theirs = {name: found.fields[name] for name in FIELDS if found.fields[name] != self.ours[name]}
        self.lines = tuple(line for line in found.lines if line not in self.our_lines)
        self.cut = frozenset(self.our_lines) - frozenset(found.lines)

    def we_leave(self, text: str) -> None:
        """We have written, and this is what stands now."""
        self.edited_since = False
        found = seen(text)
        self.ours.update({name: found.fields[name] for name in FIELDS if name not in self.theirs})
        self.our_lines = (*(line for line in found.lines if line not in self.lines), *sorted(self.cut))

    def spoiled(self, text: str) -> str:
        """What of the person's changes is missing in this text, "" if nothing is."""
        found = seen(text)
        if found.tick != self.tick:
            return f'"{self.tick}" in front of the title became "{found.tick}"'
        for name, value in self.theirs.items():
            if found.fields[name] != value:
                return f"{name} was left as {value!r} and became {found.fields[name]!r}"
        left = [line for line in found.lines if line in self.lines]
        if left != list(self.lines):
            return f"of the lines {list(self.lines)} there are {left}"
        if back := self.cut & set(found.lines):
            return f"the lines {sorted(back)} had been taken away"
        return ""
