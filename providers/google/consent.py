"""Signing in: the person consents in a browser, and we get a token file (RFC 8252, RFC 7636).

Google sends the browser back to a port of this machine. Where the browser is on another machine, either that port is
forwarded by ssh, or the person pastes the address that the browser could not open.
"""

import json
import os
import socket
import webbrowser
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import requests
from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2 import OAuth2Error

from providers.errors import SignedOut, Unreachable
from providers.google.credentials import hush, keep_to
from providers.google.token_file import REFRESH_ENDS, is_loopback_or_https

HOST = "127.0.0.1"
PATIENCE = 600
"""Seconds for the person to consent."""
_NEEDED = ("client_id", "client_secret", "auth_uri", "token_uri")
_ALL_AT_ONCE = {"prompt": "consent"}
"""Google gives a refresh token at the first consent only, unless it is asked to ask again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An OAuth client of type "Desktop app"."""

    config: Mapping[str, str] = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> "Client":
        """From the file that the console gives. Raises `SignedOut` where it is something else."""
        cure = "in the Google Cloud console make an OAuth client of type Desktop app, and download its JSON"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SignedOut(f"{path}: can't be read: {error.strerror}; {cure}") from None
        except ValueError:
            raise SignedOut(f"{path}: is no JSON; {cure}") from None
        config = content.get("installed") if isinstance(content, dict) else None
        if not isinstance(config, dict) or not all(isinstance(config.get(name), str) for name in _NEEDED):
            raise SignedOut(f"{path}: holds no OAuth client for desktop apps; {cure}")
        for name in ("auth_uri", "token_uri"):
            if not is_loopback_or_https(config[name]):
                raise SignedOut(f"{path}: {name} is not https")
        return cls(config=config)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """How we talk with the person: say something, give them an address to open, ask for a line."""

    say: Callable[[str], None]
    give: Callable[[str], None]
    ask: Callable[[str], str]


def by_browser(client: Client, scopes: Sequence[str], terminal: Terminal) -> Mapping[str, Any]:
    """A token file's content, once the browser came back to this machine. Raises `SignedOut`, `Unreachable`."""
    port = _free_port()
    terminal.say("Open this address in your browser, and allow access. If the browser is on another machine, first run")
    terminal.say(f"  ssh -L {port}:{HOST}:{port} {socket.gethostname()}")
    terminal.say("there, or use --paste.")

    def give(url: str) -> None:
        terminal.give(url)
        _open(url)

    with _consenting(client, scopes) as flow:
        flow.given = give
        flow.run_local_server(
            host=HOST,
            port=port,
            open_browser=False,
            authorization_prompt_message="",
            success_message="Aftertouch is signed in. You may close this window.",
            timeout_seconds=PATIENCE,
            **_ALL_AT_ONCE,
        )
        return _content(client, scopes, flow.oauth2session.token)


def by_paste(client: Client, scopes: Sequence[str], terminal: Terminal) -> Mapping[str, Any]:
    """The same where the browser can't come back: the person pastes the address. Raises as `by_browser`."""
    port = _free_port()
    terminal.say("Open this address in a browser on any machine, and allow access.")
    terminal.say(f"The browser then fails to open an address that begins with http://{HOST}:{port}/; copy all of it.")
    with _consenting(client, scopes) as flow:
        flow.given = terminal.give
        flow.redirect_uri = f"http://{HOST}:{port}/"
        flow.authorization_url(**_ALL_AT_ONCE)
        # oauthlib takes answers by https only; nothing is sent to this address.
        pasted = terminal.ask("That address").strip().replace("http://", "https://", 1)
        flow.fetch_token(authorization_response=pasted)
        return _content(client, scopes, flow.oauth2session.token)


class _Flow(InstalledAppFlow):  # type: ignore[misc]  # the library has no types
    """Tells its address through `given`, and asks for tokens within a time, by the fields that Google documents."""

    given: Callable[[str], None]

    def authorization_url(self, **options: Any) -> Any:
        url, state = super().authorization_url(**options)
        self.given(url)
        return url, state

    def fetch_token(self, **options: Any) -> Any:
        return super().fetch_token(**options, timeout=30, include_client_id=True)


@contextmanager
def _consenting(client: Client, scopes: Sequence[str]) -> Iterator[_Flow]:
    """A flow, and what its failures mean."""
    hush()
    flow = _Flow.from_client_config({"installed": dict(client.config)}, scopes)
    keep_to(client.config["token_uri"], flow.oauth2session)
    with closing(flow.oauth2session), _lenient(client):
        try:
            yield flow
        except WSGITimeoutError:
            raise SignedOut(f"nobody allowed access within {PATIENCE // 60} minutes; try again") from None
        except OAuth2Error as error:
            why = "you did not allow it" if error.error == "access_denied" else f"{error.error}: {error.description}"
            raise SignedOut(f"Google did not sign you in: {why}; try again") from None
        except requests.RequestException:
            raise Unreachable("Google's token endpoint can't be reached") from None


@contextmanager
def _lenient(client: Client) -> Iterator[None]:
    """oauthlib knows these two by the environment only: that the person may tick fewer scopes is told by us, in plain
    words; and plain http is for a server of this machine, which `Client.read` made sure of."""
    wanted = {"OAUTHLIB_RELAX_TOKEN_SCOPE": "1"}
    if client.config["token_uri"].startswith("http:"):
        wanted["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _content(client: Client, scopes: Sequence[str], token: Mapping[str, Any]) -> Mapping[str, Any]:
    """google-auth's authorized-user JSON."""
    granted = _words(token.get("scope")) or list(scopes)
    if refused := [scope for scope in scopes if scope not in granted]:
        raise SignedOut(f"you did not allow {', '.join(refused)}; try again and tick every box")
    if not token.get("refresh_token"):
        raise SignedOut(
            "Google gave no refresh token; remove Aftertouch at myaccount.google.com/connections, try again"
        )
    now = datetime.now(UTC)
    ends = token.get("refresh_token_expires_in")
    return {
        "type": "authorized_user",
        "client_id": client.config["client_id"],
        "client_secret": client.config["client_secret"],
        "token_uri": client.config["token_uri"],
        "refresh_token": token["refresh_token"],
        "token": token["access_token"],
        "expiry": f"{now + timedelta(seconds=int(token.get('expires_in', 0))):%Y-%m-%dT%H:%M:%SZ}",
        "scopes": sorted(granted),
        **({REFRESH_ENDS: (now + timedelta(seconds=int(ends))).isoformat(timespec="seconds")} if ends else {}),
    }


def _words(scope: object) -> list[str]:
    return scope.split() if isinstance(scope, str) else [str(one) for one in scope] if isinstance(scope, list) else []


def _open(url: str) -> None:
    """In the person's browser, if there is one beside this terminal; `$BROWSER` is taken at its word. In a thread:
    some return only when they are closed, and we have to answer them first."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if os.environ.get("BROWSER") or type(browser) is not webbrowser.GenericBrowser:
        Thread(target=browser.open, args=[url], daemon=True).start()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
