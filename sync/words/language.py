"""The words of a language that the drafts need beside their texts: days, months, and what is asked for."""

import datetime as dt
import tomllib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[str, Field(min_length=1, max_length=500)]


class Language(BaseModel):
    """The file `words.toml` of a language; en/words.toml says what each entry is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weekdays: Annotated[tuple[Words, ...], Field(min_length=7, max_length=7)]
    months: Annotated[tuple[Words, ...], Field(min_length=12, max_length=12)]
    day: Words
    date: Words
    my_name: Words
    no_name: Words
    team: Words
    somebody: Words
    pass_on: Words
    asks: Annotated[tuple[Words, ...], Field(min_length=1, max_length=50)]
    ask_others: Words

    @classmethod
    def read(cls, text: str) -> "Language":
        """From TOML. Raises ValueError, which pydantic's and tomllib's errors are."""
        return cls.model_validate(tomllib.loads(text))

    def weekday(self, of: dt.date) -> str:
        """`Tuesday`."""
        return self.weekdays[of.weekday()]

    def day_of(self, of: dt.date) -> str:
        """`6 October`."""
        return self._filled(self.day, of)

    def date_of(self, of: dt.date) -> str:
        """`6 October 2026`."""
        return self._filled(self.date, of)

    def _filled(self, form: str, of: dt.date) -> str:
        parts = {"{day}": str(of.day), "{month}": self.months[of.month - 1], "{year}": str(of.year)}
        for name, value in parts.items():
            form = form.replace(name, value)
        return form
