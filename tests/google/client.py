"""Google's own client library against the server: what the server's tests are driven by."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

from google.auth.credentials import Credentials
from google.oauth2.credentials import Credentials as UserCredentials
from googleapiclient.discovery import build

from tests.google.server import ME, CalendarApi

Connect = Callable[..., Any]
"""`connect("calendar.events", account="me@example.org")` gives the library's service, signed in with these scopes, by
default with all of the calendar; `connect(credentials=…)` gives it with tokens of another kind."""


@contextmanager
def connecting(google: CalendarApi) -> Iterator[Connect]:
    """Connect as often as wanted; all connections are closed at the end."""
    with ExitStack() as stack:

        def connect(*scopes: str, account: str = ME, credentials: Credentials | None = None) -> Any:
            credentials = credentials or user(google.authorized_user(*(scopes or ("calendar",)), account=account))
            options = {"api_endpoint": google.endpoint}
            service = build("calendar", "v3", credentials=credentials, client_options=options, cache_discovery=False)
            return stack.enter_context(closing(service))

        yield connect


def user(info: dict[str, Any]) -> UserCredentials:
    """An authorized user's tokens, as google-auth holds them."""
    return UserCredentials(  # type: ignore[no-untyped-call]
        info["token"],
        refresh_token=info["refresh_token"],
        token_uri=info["token_uri"],
        client_id=info["client_id"],
        client_secret=info["client_secret"],
        scopes=info["scopes"],
    )
