"""Who may ask, and what every answer carries.

Any program and any website can send requests to a port of this machine. What holds against them: a key that works once
and becomes a cookie that no script reads and no other site sends; the names by which the page may be asked (a name of
somebody else's can be made to point here); where a request comes from, as browsers tell (Fetch Metadata); and a secret
in every form.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug import Request, Response

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
"""On every answer."""
KEY, FORM = "key", "form"
"""The names of the key in the first address, and of the secret in forms."""
_OPEN = (
    "To get in, open the address that `aftertouch web` printed. It works once: if it was used already, "
    "stop the command and start it again."
)


class Refused(Exception):
    """The request is not served; the message is for the person, in plain words."""


@dataclass(kw_only=True)
class Gate:
    """One run of the page. `host` and `port` are what its address says, and the only name that it answers to."""

    host: str
    port: int
    form: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    _session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    _keys: list[str] = field(default_factory=lambda: [secrets.token_urlsafe(32)], repr=False)

    @property
    def origin(self) -> str:
        """The address without a path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def address(self) -> str:
        """Where to enter, with the key in it; only while nobody has."""
        return f"{self.origin}/?{KEY}={self._keys[0]}"

    def check_name(self, request: Request) -> None:
        """Raises Refused for a request that means another host than this one."""
        if f"http://{request.headers.get('Host', '')}" != self.origin:
            raise Refused(f"This page is at {self.origin} and nowhere else.")

    def enters(self, request: Request) -> bool:
        """Whether the request brings the key. It then never works again."""
        key = request.args.get(KEY, "")
        if not any(_same(key, known) for known in self._keys):
            return False
        try:
            self._keys.pop()
        except IndexError:  # somebody else was faster
            return False
        return True

    def let_in(self, response: Response) -> None:
        """Give the cookie to who brought the key. Cookies of one host are shared by its ports, hence the name."""
        response.set_cookie(self._cookie, self._session, httponly=True, samesite="Strict")

    def check_visitor(self, request: Request) -> None:
        """Raises Refused for a request without the cookie, or from another page."""
        if not _same(request.cookies.get(self._cookie, ""), self._session):
            raise Refused(_OPEN)
        if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
            raise Refused("Another page led here. To see this one, go on by the link below.")

    def check_form(self, request: Request) -> None:
        """Raises Refused for a form that is not one of ours."""
        origin = request.headers.get("Origin", self.origin)
        # browsers that are to send no referrer also keep the origin of a form to themselves, and call it "null"
        own = origin == self.origin or (origin == "null" and request.headers.get("Sec-Fetch-Site") == "same-origin")
        if not own or not _same(request.form.get(FORM, ""), self.form):
            raise Refused("This form is not from this page, or from an earlier run of it. Go back, load it again.")

    @property
    def _cookie(self) -> str:
        return f"aftertouch-{self.port}"


def _same(one: str, other: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
