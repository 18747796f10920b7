"""A case: something hostile, by the kind and the seed that give it, or as it is once it was made smaller."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from zlib import compress, decompress

from tests.torture.hostile import extreme, forged, google, grammar, spoiled

ICS: Mapping[str, Callable[[Random], bytes]] = {
    "grammar": grammar.grammatical,
    "mutated": spoiled.mutated,
    "spliced": spoiled.spliced,
    "html": extreme.html,
    "characters": extreme.characters,
    "huge": extreme.huge,
    "recurring": extreme.recurring,
    "moments": extreme.moments,
    "zones": extreme.zones,
    "forged": forged.forged,
}
"""The kinds that are calendar objects."""
GOOGLE = "google"
KINDS: Mapping[str, Callable[[Random], bytes]] = {**ICS, GOOGLE: google.resource}

_WEIGHTS = {"huge": 1, "recurring": 3, "grammar": 20}
"""Of each kind among those chosen at random; the slow ones are rarer."""
_USUAL = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`content` is a calendar object, or (kind `google`) the JSON of an event resource."""

    kind: str
    content: bytes
    seed: int | None = None

    def __str__(self) -> str:
        if self.seed is not None:
            return f"{self.kind}:{self.seed}"
        return f"{self.kind}:z{urlsafe_b64encode(compress(self.content, 9)).decode()}"

    @property
    def is_google(self) -> bool:
        return self.kind == GOOGLE


def make(kind: str, seed: int) -> Case:
    """The case of this kind and seed."""
    return Case(kind=kind, seed=seed, content=KINDS[kind](Random(seed)))  # noqa: S311  no secret


def chosen(chance: Random) -> Case:
    """Any case."""
    kinds = tuple(KINDS)
    (kind,) = chance.choices(kinds, [_WEIGHTS.get(kind, _USUAL) for kind in kinds])
    return make(kind, chance.randrange(2**32))


def parsed(text: str) -> Case:
    """The case that `str` gave this for."""
    kind, _, rest = text.partition(":")
    if rest.startswith("z"):
        return Case(kind=kind, content=decompress(urlsafe_b64decode(rest[1:])))
    return make(kind, int(rest))
