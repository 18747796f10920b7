"""Who writes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The person, as the config knows them; any may be empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
