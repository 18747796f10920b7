"""What people write as `url`, and who may be told the password."""

import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.caldav.urls import Trust, account_url, joined, path_of
from providers.errors import Refused

SEGMENTS = st.text(alphabet=string.ascii_letters + " @%:+&=é語'(),;~-_", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dav.example.org", "https://dav.example.org/"),
        (" DAV.Example.org ", "https://dav.example.org/"),
        ("dav.example.org:8443", "https://dav.example.org:8443/"),
        ("dav.example.org/caldav/me", "https://dav.example.org/caldav/me"),
        ("me@example.org", "https://example.org/"),
        ("https://dav.example.org:443/a//b/", "https://dav.example.org/a/b/"),
        ("https://me@dav.example.org/", "https://dav.example.org/"),
        ("https://dav.example.org/cal/me@example.org/", "https://dav.example.org/cal/me%40example.org/"),
        ("127.0.0.1:5232", "http://127.0.0.1:5232/"),
        ("localhost:5232/me/", "http://localhost:5232/me/"),
        ("http://[::1]:5232/", "http://[::1]:5232/"),
    ],
)
def test_what_a_person_writes_is_understood(written: str, meant: str) -> None:
    assert account_url(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "http://dav.example.org/",
        "ftp://dav.example.org/",
        "https://",
        "",
        "https://dav.example.org:port/",
        "https://[::1",
    ],
)
def test_what_can_not_be_used_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        account_url(written)


def test_a_password_in_the_url_is_refused_and_not_repeated() -> None:
    with pytest.raises(Refused, match="holds a password") as caught:
        account_url("https://me:hunter2@dav.example.org/")
    assert "hunter2" not in str(caught.value)


@given(st.lists(SEGMENTS, min_size=1, max_size=4))
def test_an_item_has_one_href_however_the_server_quotes_it(segments: list[str]) -> None:
    quoted = "/" + "/".join(quote(segment, safe="") for segment in segments)
    loosely = "/" + "/".join(quote(segment, safe="@:+&='(),;~") for segment in segments)
    spellings = {quoted, loosely, f"https://dav.example.org{quoted}", f"http://internal:8080{loosely}"}
    assert {path_of(spelling) for spelling in spellings} == {quoted}
    assert path_of(path_of(quoted)) == path_of(quoted)


def test_a_quoted_slash_stays_one() -> None:
    assert path_of("/cal/a%2Fb.ics") == "/cal/a%2Fb.ics"


def test_a_path_in_an_answer_never_leads_to_another_host() -> None:
    assert joined("https://dav.example.org/me/", "//evil.example/x") == "https://dav.example.org/evil.example/x"


@pytest.mark.parametrize(
    ("account", "target", "trusted"),
    [
        ("https://dav.example.org/", "https://dav.example.org/other/", True),
        ("https://dav.example.org/", "https://p1.dav.example.org/", True),
        ("https://dav.example.org/", "https://example.org/", False),
        ("https://dav.example.org/", "https://dav.example.org:8443/", False),
        ("https://dav.example.org/", "http://dav.example.org/", False),
        ("https://dav.example.org/", "https://dav.example.org.evil.example/", False),
        ("https://dav.example.org/", "https://evildav.example.org/", False),
        ("https://caldav.icloud.com/", "https://p42-caldav.icloud.com:443/1234/", True),
        ("https://caldav.icloud.com/", "https://p42-caldav.icloud.com.evil.example/", False),
        ("http://127.0.0.1:5232/", "http://127.0.0.1:5233/", False),
        ("https://192.0.2.1/", "https://5.192.0.2.1/", False),
    ],
)
def test_only_the_own_server_is_told_the_password(account: str, target: str, *, trusted: bool) -> None:
    assert Trust(account).covers(target) is trusted
