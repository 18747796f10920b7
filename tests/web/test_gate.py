"""Who is let in, by real requests."""

import re

import pytest
import requests

from tests.web.page import Desk, Visitor
from tests.web.test_pages import words

FAR = {"Host": "rebound.example"}


def test_the_address_leads_to_the_page_without_the_key_in_it(stranger: Visitor) -> None:
    first = stranger.session.get(stranger.gate.address, timeout=10)
    assert first.url == f"{stranger.gate.origin}/"
    (redirected,) = first.history
    assert redirected.status_code == 303
    cookie = redirected.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "What to do next" in first.text


def test_the_address_works_once(stranger: Visitor) -> None:
    address = stranger.gate.address
    stranger.enter()
    again = requests.get(address, timeout=10)
    assert again.status_code == 403
    assert "It works once" in again.text
    assert stranger.get().status_code == 200


@pytest.mark.parametrize("path", ["/", "/?key=", "/?key=guess", "/?key=%C3%BC", "/applications/0", "/nowhere"])
def test_without_the_cookie_a_sentence_says_how_to_get_in(stranger: Visitor, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 403
    assert "open the address that aftertouch web printed" in words(answer.text)


def test_a_wrong_cookie_is_none(stranger: Visitor) -> None:
    stranger.session.cookies.set(f"aftertouch-{stranger.gate.port}", "guess")
    assert stranger.get().status_code == 403


@pytest.mark.parametrize("path", ["/", "/style.css"])
@pytest.mark.parametrize("host", ["rebound.example", "127.0.0.1", "127.0.0.1:1", "localhost:1", "a b", ""])
def test_another_host_is_refused_with_the_cookie_too(visitor: Visitor, host: str, path: str) -> None:
    assert visitor.get(path, Host=host).status_code in {400, 403}


def test_a_key_sent_under_another_name_is_not_used_up(stranger: Visitor) -> None:
    assert stranger.session.get(stranger.gate.address, headers=FAR, timeout=10).status_code == 403
    stranger.enter()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_page_asks_for_is_refused(visitor: Visitor, site: str) -> None:
    answer = visitor.get("/", **{"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert 'href="/"' in answer.text


FORMS = ["/restore", "/answer"]


def secret(visitor: Visitor) -> str:
    found = re.search(r'name="form" value="([^"]+)"', visitor.get(visitor.application("Acme")).text)
    assert found
    return found[1]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", "http://localhost:1"])
def test_a_form_of_another_page_is_refused(demo: Desk, visitor: Visitor, path: str, origin: str) -> None:
    before = demo.files()
    answer = visitor.post(path, {"form": secret(visitor), "account": "home"}, Origin=origin)
    assert answer.status_code == 403
    assert demo.files() == before


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("fields", [{}, {"form": ""}, {"form": "guess"}])
def test_a_form_without_the_page_s_own_secret_is_refused(
    demo: Desk, visitor: Visitor, path: str, fields: dict[str, str]
) -> None:
    before = demo.files()
    assert visitor.post(path, fields, Origin=visitor.gate.origin).status_code == 403
    assert demo.files() == before


@pytest.mark.parametrize("headers", [{}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}])
def test_a_form_of_the_page_itself_is_taken_also_where_the_browser_keeps_its_origin_to_itself(
    demo: Desk, visitor: Visitor, headers: dict[str, str]
) -> None:
    fields = {"form": secret(visitor), "account": "home", "follow-up": "0" * 52}
    assert "not among those that you deleted" in visitor.post("/restore", fields, **headers).text


@pytest.mark.parametrize("path", FORMS)
def test_what_changes_something_is_never_a_link(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code in {404, 405}


def test_a_form_that_is_too_large_is_not_read(visitor: Visitor) -> None:
    assert visitor.post("/answer", {"answer": "x" * 100_000}).status_code == 413


@pytest.mark.parametrize("path", ["/", "/style.css", "/icon.svg", "/nowhere"])
def test_every_answer_forbids_scripts_frames_copies_and_guessing(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Server" not in headers


def test_nothing_secret_stands_in_what_is_printed_of_the_gate(stranger: Visitor) -> None:
    key = stranger.gate.address.partition("=")[2]
    assert key not in repr(stranger.gate)
    assert stranger.gate.form not in repr(stranger.gate)
