"""Signing in, by google-auth and google-auth-oauthlib themselves."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.oauth2.service_account import Credentials as ServiceCredentials
from google_auth_oauthlib.flow import Flow

from tests.google.answers import html
from tests.google.client import Connect, user
from tests.google.examples import event, refused
from tests.google.faults import answering, tokens
from tests.google.oauth import SCOPE
from tests.google.server import CalendarApi

ME = "me@example.org"
REDIRECT = "http://127.0.0.1:1/"
EVENTS, READ = SCOPE + "calendar.events", SCOPE + "calendar.events.readonly"


@pytest.fixture
def flow(google: CalendarApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flow]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    flow = Flow.from_client_config(google.client_secrets(), [EVENTS, READ], redirect_uri=REDIRECT)
    yield flow
    flow.oauth2session.close()


def consent(flow: Flow) -> dict[str, list[str]]:
    """What the browser is sent back with."""
    answer = requests.get(flow.authorization_url()[0], allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(REDIRECT)
    return parse_qs(urlsplit(answer.headers["Location"]).query)


def redeem(flow: Flow) -> Any:
    return flow.fetch_token(code=consent(flow)["code"][0])


def test_consent_gives_a_code_and_the_code_tokens_that_work(google: CalendarApi, connect: Connect, flow: Flow) -> None:
    back = consent(flow)
    assert back["state"] == [flow.oauth2session._state]
    flow.fetch_token(code=back["code"][0])
    connect(credentials=flow.credentials).events().insert(calendarId=ME, body=event("abcde")).execute()
    assert google.requests()[-1].scopes == {EVENTS, READ}
    assert [entry.path for entry in google.sign_ins()] == ["/o/oauth2/v2/auth", "/token"]


def test_a_code_is_good_once_for_ten_minutes_with_its_verifier_and_its_redirect(
    google: CalendarApi, flow: Flow
) -> None:
    code = consent(flow)["code"][0]
    flow.fetch_token(code=code)
    with pytest.raises(Exception, match="invalid_grant"):
        flow.fetch_token(code=code)
    code = consent(flow)["code"][0]
    google.clock.advance(timedelta(minutes=10))
    with pytest.raises(Exception, match="invalid_grant"):
        flow.fetch_token(code=code)
    code = consent(flow)["code"][0]
    with pytest.raises(Exception, match="invalid_grant"):
        flow.fetch_token(code=code, code_verifier="x" * 64)
    code = consent(flow)["code"][0]
    flow.redirect_uri = "http://127.0.0.1:2/"
    with pytest.raises(Exception, match="redirect_uri_mismatch"):
        flow.fetch_token(code=code)


def test_the_person_may_cancel_or_untick(google: CalendarApi, flow: Flow) -> None:
    google.oauth.denies = True
    assert consent(flow)["error"] == ["access_denied"]
    google.oauth.denies, google.oauth.unticked = False, {EVENTS}
    assert redeem(flow)["scope"] == [READ]


@pytest.mark.parametrize("redirect", ["https://example.org/", "urn:ietf:wg:oauth:2.0:oob", ""])
def test_only_loopback_is_redirected_to(flow: Flow, redirect: str) -> None:
    flow.redirect_uri = redirect
    answer = requests.get(flow.authorization_url()[0], allow_redirects=False, timeout=10)
    assert (answer.status_code, "Location" in answer.headers) == (400, False)


def test_another_client_gets_nothing(google: CalendarApi, flow: Flow) -> None:
    google.oauth.clients.clear()
    assert requests.get(flow.authorization_url()[0], timeout=10).status_code == 401


def test_an_access_token_ends_after_an_hour_and_is_refreshed(google: CalendarApi, connect: Connect) -> None:
    service = connect("calendar.events")
    service.events().list(calendarId=ME).execute()
    google.clock.advance(timedelta(hours=1))
    service.events().list(calendarId=ME).execute()
    assert [entry.status for entry in google.requests()] == [200, 401, 200]
    assert [entry.asked.form["grant_type"] for entry in google.sign_ins()] == ["refresh_token"]


def test_a_revoked_token_is_an_invalid_grant(google: CalendarApi, connect: Connect) -> None:
    info = google.authorized_user("calendar.events")
    requests.post(google.revoke_uri, data={"token": info["refresh_token"]}, timeout=10).raise_for_status()
    with pytest.raises(RefreshError, match="invalid_grant"):
        connect(credentials=user(info)).events().list(calendarId=ME).execute()
    assert requests.post(google.revoke_uri, data={"token": "x"}, timeout=10).status_code == 400


def test_all_consents_can_be_taken_back(google: CalendarApi, connect: Connect) -> None:
    service = connect("calendar.events")
    google.oauth.revoke_all()
    with pytest.raises(RefreshError, match="expired or revoked"):
        service.events().list(calendarId=ME).execute()


def test_a_client_in_testing_is_signed_out_after_seven_days(google: CalendarApi, connect: Connect, flow: Flow) -> None:
    google.oauth.testing = True
    assert redeem(flow)["refresh_token_expires_in"] == 7 * 24 * 3600
    service = connect(credentials=flow.credentials)
    google.clock.advance(timedelta(days=6))
    service.events().list(calendarId=ME).execute()
    google.clock.advance(timedelta(days=1))
    with pytest.raises(RefreshError, match="invalid_grant"):
        service.events().list(calendarId=ME).execute()


def test_the_token_endpoint_may_fail_too(google: CalendarApi) -> None:
    google.fail(answering(html(502, "Bad gateway")), when=tokens)
    assert [requests.post(google.token_uri, timeout=10).status_code for _ in range(2)] == [502, 400]


def test_a_refresh_may_ask_for_less_and_not_for_more(google: CalendarApi) -> None:
    info = google.authorized_user("calendar.events", "calendar.events.readonly")
    form = {name: info[name] for name in ("client_id", "client_secret", "refresh_token")}
    form |= {"grant_type": "refresh_token"}
    less = requests.post(google.token_uri, data=form | {"scope": READ}, timeout=10)
    assert less.json()["scope"] == READ
    more = requests.post(google.token_uri, data=form | {"scope": SCOPE + "calendar"}, timeout=10)
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")
    wrong = requests.post(google.token_uri, data=form | {"client_secret": "x"}, timeout=10)
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")


def test_no_token_no_answer(google: CalendarApi) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        answer = requests.get(f"{google.endpoint}users/me/calendarList", headers=headers, timeout=10)
        assert answer.status_code == 401


def service_credentials(info: dict[str, Any]) -> ServiceCredentials:
    made: ServiceCredentials = ServiceCredentials.from_service_account_info(  # type: ignore[no-untyped-call]
        info, scopes=[SCOPE + "calendar"]
    )
    return made


def test_a_service_account_sees_what_is_shared_with_it(google: CalendarApi, connect: Connect) -> None:
    info = google.service_account()
    events = connect(credentials=service_credentials(info)).events()
    assert refused(events.list(calendarId=ME)) == (404, "notFound")
    google.person.share(ME, info["client_email"], "writer")
    events.insert(calendarId=ME, body=event("abcde")).execute()
    guests = event(attendees=[{"email": "x@example.org"}])
    assert refused(events.insert(calendarId=ME, body=guests)) == (403, "forbiddenForServiceAccounts")
    assert google.requests()[-1].account == info["client_email"]


def test_a_service_account_acts_for_whom_it_may(google: CalendarApi, connect: Connect) -> None:
    credentials = service_credentials(google.service_account("robot@tests.iam.gserviceaccount.com", ME))
    connect(credentials=credentials.with_subject(ME)).events().list(calendarId="primary").execute()  # type: ignore[no-untyped-call]
    assert google.requests()[-1].account == ME
    with pytest.raises(RefreshError, match="unauthorized_client"):
        connect(credentials=credentials.with_subject("x@example.org")).events().list(calendarId=ME).execute()  # type: ignore[no-untyped-call]


def test_an_assertion_of_an_unknown_account_is_refused(google: CalendarApi, connect: Connect) -> None:
    credentials = service_credentials(google.service_account())
    google.oauth.services.clear()
    with pytest.raises(RefreshError, match="invalid_grant"):
        connect(credentials=credentials).events().list(calendarId=ME).execute()


def test_it_runs_as_a_process_too(tmp_path: Any) -> None:
    token = tmp_path / "token.json"
    command = [sys.executable, "-m", "tests.google", "--token-file", token, "--now", "2026-11-02T09:00:00+00:00"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert requests.get(f"{address}colors", timeout=10).status_code == 401
        process.communicate()
    assert process.returncode == 0
    assert token.stat().st_mode & 0o777 == 0o600
