"""Who may do what: the scopes that the discovery document names for a method, and roles on calendars
(developers.google.com/calendar/api/auth)."""

from collections.abc import Callable, Mapping

from tests.google.answers import ApiError, forbidden
from tests.google.discovery import Method
from tests.google.oauth import SCOPE, Grant
from tests.google.store import ROLES, Calendar, Role, World

Reach = Callable[[Calendar, Grant], bool]

_REACH: Mapping[str, Reach] = {
    SCOPE + "calendar.app.created": lambda calendar, grant: calendar.made_by == grant.client_id,
    SCOPE + "calendar.events.owned": lambda calendar, grant: calendar.roles.get(grant.account) == "owner",
    SCOPE + "calendar.events.owned.readonly": lambda calendar, grant: calendar.roles.get(grant.account) == "owner",
    SCOPE + "calendar.events.public.readonly": lambda calendar, _grant: calendar.public,
}
"""Scopes that do not reach every calendar of the account."""

_FREEBUSY = SCOPE + "calendar.events.freebusy"

_NEEDS: Mapping[str, Role] = {
    "calendar.calendars.delete": "owner",
    "calendar.events.delete": "writerWithoutPrivateAccess",
    "calendar.events.insert": "writerWithoutPrivateAccess",
    "calendar.events.patch": "writerWithoutPrivateAccess",
    "calendar.events.update": "writerWithoutPrivateAccess",
}


def check_scopes(method: Method, grant: Grant, calendar: Calendar | None) -> bool:
    """Whether the scopes that reach this method on this calendar show free or busy only. Raises `ApiError` 403."""
    granting = method.scopes & grant.scopes
    reaching = {scope for scope in granting if calendar is None or _reaches(scope, calendar, grant)}
    if not reaching:
        raise _insufficient(method)
    return reaching == {_FREEBUSY}


def check_role(method: Method, role: Role) -> None:
    """Raises `ApiError` 403 where the role does not suffice."""
    if ROLES.index(role) < ROLES.index(_NEEDS.get(method.id, "freeBusyReader")):
        raise forbidden()


def busy_only(world: World, calendar: Calendar | None, grant: Grant) -> bool:
    """Whether the account sees no more of the calendar's events than when they are."""
    return calendar is not None and world.role(calendar, grant.account) == "freeBusyReader"


def _reaches(scope: str, calendar: Calendar, grant: Grant) -> bool:
    return scope not in _REACH or _REACH[scope](calendar, grant)


def _insufficient(method: Method) -> ApiError:
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"method": method.id, "service": "calendar-json.googleapis.com"},
    }
    return ApiError(
        403,
        "insufficientPermissions",
        "Request had insufficient authentication scopes.",
        more={"status": "PERMISSION_DENIED", "details": [detail]},
    )
