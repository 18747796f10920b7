"""From a request to an answer: found in the discovery document, signed in, allowed, checked, done."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.google import access, calendar_methods, event_methods
from tests.google.answers import Answer, ApiError, not_found
from tests.google.asked import Entry
from tests.google.calls import Call
from tests.google.discovery import Method, check_body, find, parameters
from tests.google.oauth import Grant, OAuth
from tests.google.pages import Pages
from tests.google.store import Calendar, World

_METHODS: Mapping[str, Callable[[Call], Answer]] = {
    "calendar.calendarList.get": calendar_methods.entry,
    "calendar.calendarList.list": calendar_methods.listed,
    "calendar.calendars.delete": calendar_methods.delete,
    "calendar.calendars.get": calendar_methods.get,
    "calendar.calendars.insert": calendar_methods.insert,
    "calendar.colors.get": calendar_methods.colors,
    "calendar.events.delete": event_methods.delete,
    "calendar.events.get": event_methods.get,
    "calendar.events.insert": event_methods.insert,
    "calendar.events.instances": event_methods.instances,
    "calendar.events.list": event_methods.listed,
    "calendar.events.patch": event_methods.patch,
    "calendar.events.update": event_methods.update,
}


class Api:
    """The Calendar API over a world, one call at a time."""

    def __init__(self, world: World, oauth: OAuth) -> None:
        self._world = world
        self._oauth = oauth
        self._pages = Pages()

    def answer(self, entry: Entry) -> Answer:
        """Answer a call, and write into the log's entry who called what, and what the documentation forbids."""
        with self._world.lock:
            try:
                return self._answer(entry)
            except ApiError as problem:
                if problem.status == 400:
                    entry.violations.append(str(problem))
                return problem.answer()

    def _answer(self, entry: Entry) -> Answer:
        asked = entry.asked
        found = find(asked.method, asked.path)
        if found is None:
            entry.violations.append(f"no such method: {asked.method} {asked.path}")
            raise not_found()
        method, path = found
        grant = self._grant(asked.headers)
        entry.account, entry.scopes = grant.account, grant.scopes
        calendar = self._calendar(path, grant)
        entry.calendar = calendar.id if calendar else entry.calendar
        busy_only = access.check_scopes(method, grant, calendar)
        call = self._call(entry, method, path, grant, calendar, busy_only=busy_only)
        if method.id not in _METHODS:
            raise ApiError(501, "notImplemented", f"This server has no {method.id}")
        return _METHODS[method.id](call)

    def _call(
        self,
        entry: Entry,
        method: Method,
        path: Mapping[str, str],
        grant: Grant,
        calendar: Calendar | None,
        *,
        busy_only: bool,
    ) -> Call:
        asked = entry.asked
        params = parameters(method, asked.query)
        body = self._body(method, asked.json, asked.body)
        if "calendarId" in path and calendar is None:
            raise not_found()
        if calendar is not None:
            access.check_role(method, self._world.role(calendar, grant.account))
        return Call(
            world=self._world,
            pages=self._pages,
            method=method,
            grant=grant,
            path=path,
            params=params,
            body=body,
            headers=asked.headers,
            found=calendar,
            busy_only=busy_only or access.busy_only(self._world, calendar, grant),
        )

    def _body(self, method: Method, body: Any, raw: bytes) -> dict[str, Any]:
        if method.request:
            check_body(method.request, body)
            checked: dict[str, Any] = body
            return checked
        if raw:
            raise ApiError(400, "badRequest", f"{method.id} takes no body")
        return {}

    def _calendar(self, path: Mapping[str, str], grant: Grant) -> Calendar | None:
        try:
            return self._world.calendar(path["calendarId"], grant.account) if "calendarId" in path else None
        except ApiError:
            return None

    def _grant(self, headers: Mapping[str, str]) -> Grant:
        kind, _, token = headers.get("authorization", "").partition(" ")
        if kind != "Bearer":
            raise ApiError(401, "required", "Login Required.", more={"status": "UNAUTHENTICATED"})
        grant = self._oauth.grant(token)
        if grant is None:
            more = {"status": "UNAUTHENTICATED"}
            challenge = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'}
            raise ApiError(401, "authError", "Invalid Credentials", more=more, headers=challenge)
        return grant
