"""Calls of the Calendar API, one request each unless Google asks to slow down for a moment."""

import logging
import random
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import httplib2
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from providers.errors import Forbidden, Locked, RateLimited, SignedOut, Unreachable
from providers.google import answers, scopes
from providers.google.credentials import Bearer
from providers.google.wire import Limits, Wire


class Service:
    """Builds requests from the discovery document that the library ships, and sends them. Thread-safe."""

    def __init__(
        self,
        account: str,
        bearer: Bearer,
        *,
        own_calendar: bool,
        endpoint: str,
        limits: Limits,
        meter: Callable[[], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        _calm_the_library()
        self._account = account
        self._bearer = bearer
        self._own_calendar = own_calendar
        self._limits = limits
        self._sleep = sleep
        self._wire = Wire(bearer, endpoint=endpoint, limits=limits, meter=meter)
        self._endpoint = endpoint

    def one_reading(self) -> AbstractContextManager[None]:
        """All answers inside are those of one reading, which has limits of its own."""
        return self._wire.one_reading()

    def call(self, resource: str, method: str, *, if_match: str = "", **parameters: Any) -> Mapping[str, Any]:
        """One method of the API, `events` `insert` say; gives its answer, {} where it has none.

        Raises the errors of `providers.errors` as `answers.error` maps them, `Locked` and `RateLimited` once waiting
        for a moment was not enough.
        """
        for attempt in range(1, self._limits.tries + 1):
            request = getattr(_resource(self._endpoint, resource), method)(**parameters)
            if if_match:
                request.headers["If-Match"] = if_match
            try:
                return self._sent(request)
            except Locked:
                raise
            except RateLimited as error:
                # Full jitter: those that were refused together must not come back together.
                pause = error.retry_after if error.retry_after is not None else random.uniform(0, 2**attempt)  # noqa: S311
                if attempt == self._limits.tries or pause > self._limits.wait:
                    raise
                self._sleep(pause)
        raise AssertionError  # the loop ends by returning or raising

    def _sent(self, request: Any) -> Mapping[str, Any]:
        try:
            answer = request.execute(http=self._wire, num_retries=0)
        except HttpError as error:
            raise self._mapped(error) from None
        except (ValueError, UnicodeError):
            raise Unreachable("Google Calendar answered with something that is no JSON (a proxy's page?)") from None
        if not answer:  # 204
            return {}
        if not isinstance(answer, Mapping):
            raise Unreachable("Google Calendar answered with something that is no object")
        return answer

    def _mapped(self, answer: HttpError) -> Exception:
        error = answers.error(answer)
        cure = f"run: aftertouch auth {self._account}"
        if isinstance(error, answers.NeedsScopes) and self._has_all_scopes():
            return Forbidden(
                "what you allowed at sign-in does not cover this calendar: what stands there stays as it is, "
                "and may be deleted"
            )
        if isinstance(error, answers.NeedsScopes):
            needed = ", ".join(scopes.needed(own_calendar=self._own_calendar))
            return SignedOut(
                f"account {self._account}: what you allowed at sign-in is not enough for this configuration, which "
                f"needs {needed}; {cure}"
            )
        if isinstance(error, SignedOut):
            return SignedOut(f"account {self._account}: Google does not take the sign-in any more; {cure}")
        return error

    def _has_all_scopes(self) -> bool:
        """Whether signing in again would change nothing."""
        granted = self._bearer.granted()
        return bool(granted) and not scopes.missing(granted, own_calendar=self._own_calendar)


@cache  # to set a level empties what every logger has found out
def _calm_the_library() -> None:
    """It warns of every 403; what that means to a person is told by our errors."""
    logging.getLogger("googleapiclient.http").setLevel(logging.ERROR)


@cache  # the library makes its methods anew each time, which takes longer than an answer
def _resource(endpoint: str, name: str) -> Any:
    """A resource of the API, whose requests are sent by whoever executes them."""
    options = {"api_endpoint": endpoint} if endpoint else None
    api = build("calendar", "v3", http=httplib2.Http(), client_options=options, static_discovery=True)
    return getattr(api, name)()
