"""HTTP answers that end: in a time, and before they fill the memory. All that speaks HTTP here stands on it.

A server may answer for ever in many ways: a body, headers, interim answers (1xx) or single bytes without end, a little
that decompresses to a lot, markup that takes thirty times its size once it is parsed, page behind page. requests bounds
the silence between two bytes and nothing else.
"""

import http.client
import io
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from providers.errors import Refused, Unreachable
from providers.interface import MAX_BYTES

_CHUNK = 64 * 1024
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds to connect, seconds between two bytes, seconds for a whole answer, its headers included; bytes of an
    answer, decompressed, and how many elements it may have. Bytes and seconds for all answers of one reading."""

    connect: float = 10
    silence: float = 60
    answer: float = 300
    size: int = MAX_BYTES
    elements: int = 2_000_000
    reading: int = 4 * MAX_BYTES
    reading_time: float = 1800


class Bounded(HTTPAdapter):
    """The way to the wire of a requests session. Gives answers with their bodies read and decompressed, as far as the
    limits go; raises `Refused` for what is too large, `Unreachable` for what does not end. Not thread-safe."""

    def __init__(self, limits: Limits, who: Callable[[str], str], *, markup: bytes = b"<=") -> None:
        """`who` names the peer of a URL in messages; each byte of `markup` in an answer is taken for an element."""
        self._limits = limits
        self._who = who
        self._markup = markup
        self._left: int | None = None
        self._ends = 0.0
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """As requests calls it."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self._limits.answer)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """As requests calls it."""
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _pools(self._limits.answer)
        return manager

    @contextmanager
    def one_reading(self) -> Iterator[None]:
        """All answers inside count together, so that pages without end are none."""
        self._left, self._ends = self._limits.reading, time.monotonic() + self._limits.reading_time
        try:
            yield
        finally:
            self._left = None

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        """As requests calls it."""
        who = self._who(str(request.url))
        if self._left is not None and time.monotonic() > self._ends:
            raise Unreachable(f"{who} was read for {self._limits.reading_time / 60:.0f} minutes, without an end")
        try:
            response = super().send(request, *arguments, **options | {"stream": True})
        except requests.RequestException:
            raise
        except OSError as error:  # requests' word for authorities (REQUESTS_CA_BUNDLE) that are not there
            raise Refused(f"{who} can't be asked: {error}") from None
        with response.raw:
            body = b"".join(self._read(response.raw, who))
        if sum(body.count(mark) for mark in self._markup) > self._limits.elements:
            raise Refused(f"{who} gave an answer of more than {self._limits.elements:,} elements: it is not read")
        response.raw = io.BytesIO(body)
        return response

    def _read(self, raw: urllib3.HTTPResponse, who: str) -> Iterator[bytes]:
        left = self._limits.size
        try:
            # read1 gives what has come; read would wait for a whole chunk
            while chunk := raw.read1(_CHUNK, decode_content=True):
                left -= len(chunk)
                if left < 0:
                    raise Refused(
                        f"{who} gave an answer larger than {self._limits.size // _MIB} MiB, more than is read"
                    )
                self._count(chunk, who)
                yield chunk
        except urllib3.exceptions.ReadTimeoutError:
            raise Unreachable(f"{who} did not finish its answer in time") from None
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(f"{who} broke off its answer ({type(error).__name__})") from None

    def _count(self, chunk: bytes, who: str) -> None:
        if self._left is None:
            return
        self._left -= len(chunk)
        if self._left < 0:
            raise Unreachable(f"{who} gave more than {self._limits.reading // _MIB} MiB in one reading, without an end")


class _Until(io.RawIOBase):
    """What comes in on a socket, until a moment from now."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, seconds: float) -> None:
        self._raw = raw
        self._sock = sock
        self._silence = sock.gettimeout() or seconds
        self._deadline = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(min(self._silence, left))
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer whose status, headers and body have one deadline."""

    def __init__(self, sock: socket.socket, *arguments: Any, seconds: float, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp: Any = io.BufferedReader(_Until(self.fp.detach(), sock, seconds))


@cache
def _pools(seconds: float) -> Mapping[str, Any]:
    """urllib3's pools, with connections whose answers have a deadline."""
    answer = staticmethod(partial(_Answer, seconds=seconds))
    plain = type("_Plain", (HTTPConnection,), {"response_class": answer})
    secure = type("_Secure", (HTTPSConnection,), {"response_class": answer})
    return {
        "http": type("_PlainPool", (urllib3.HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("_SecurePool", (urllib3.HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
