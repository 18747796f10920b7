"""A call of an API method, once it is understood: who calls what, with which parameters, on which calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.google.answers import condition_not_met, not_found
from tests.google.discovery import Method
from tests.google.oauth import Grant
from tests.google.pages import Pages
from tests.google.store import Body, Calendar, Role, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a method's function gets. `params` are typed and hold only what was sent."""

    world: World
    pages: Pages
    method: Method
    grant: Grant
    path: Mapping[str, str]
    params: Mapping[str, Any]
    body: Body
    headers: Mapping[str, str]
    found: Calendar | None
    busy_only: bool
    """Whether the scopes, or the role, show nothing but when there is something."""

    @property
    def calendar(self) -> Calendar:
        """The calendar that the path names. Raises `ApiError` 404 where there is none."""
        if self.found is None:
            raise not_found()
        return self.found

    @property
    def role(self) -> Role:
        """What the account may do in the calendar."""
        return self.world.role(self.calendar, self.grant.account)

    def check_match(self, etag: str) -> None:
        """Hold If-Match against the resource's etag. Raises `ApiError` 412."""
        wanted = self.headers.get("if-match", "*")
        if wanted not in {"*", etag}:
            raise condition_not_met()

    def unchanged(self, etag: str) -> bool:
        """Whether If-None-Match says that the client has this already."""
        return self.headers.get("if-none-match") in {"*", etag}
