"""What Google refuses and how connections end, as our errors; counted, bounded, and never asked twice in secret."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from providers.errors import (
    Changed,
    Exists,
    Forbidden,
    Locked,
    Missing,
    ProviderError,
    RateLimited,
    Refused,
    SignedOut,
    TokenExpired,
    Unreachable,
)
from providers.google.credentials import Person
from providers.google.provider import Google
from providers.google.token_file import TokenFile
from providers.google.wire import Limits
from providers.interface import FIELDS
from tests.google.answers import (
    ApiError,
    backend_error,
    forbidden,
    full_sync_required,
    html,
    in_json,
    invalid,
    quota_exceeded,
    rate_limited,
)
from tests.google.faults import (
    Fault,
    answering,
    api,
    dropped,
    hanging,
    lost,
    page_with_200,
    redirected,
    truncated,
    writes,
)
from tests.google.server import CalendarApi, calendar_api
from tests.providers.drafts import LOOK, WINDOW, draft

Call = Callable[[Google, str], Any]

CALLS: dict[str, Call] = {
    "calendars": lambda provider, _: provider.calendars(),
    "changes": lambda provider, calendar: provider.changes(calendar, "", {}, WINDOW),
    "get": lambda provider, calendar: provider.get(calendar, draft().key, WINDOW),
    "create": lambda provider, calendar: provider.create(calendar, draft()),
    "update": lambda provider, calendar: provider.update(calendar, draft().key, "", draft(), frozenset(FIELDS)),
    "delete": lambda provider, calendar: provider.delete(calendar, draft().key, ""),
}


class Desk:
    """A provider on a server, the requests it counted, and the seconds it would have waited."""

    def __init__(self, google: CalendarApi, folder: Path) -> None:
        self.google, self.folder = google, folder
        self.calendar = google.person.primary
        self.counted = 0
        self.waited: list[float] = []
        token_file = folder / "token.json"
        token_file.write_text(json.dumps(google.authorized_user("calendar")))
        self.bearer = Person("work", TokenFile(path=token_file))

    def provider(self, **limits: Any) -> Google:
        provider = Google(
            "work", self.bearer, LOOK, endpoint=self.google.endpoint, limits=Limits(**limits), meter=self._count
        )
        provider._service._sleep = self.waited.append
        return provider

    def _count(self) -> None:
        self.counted += 1


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with calendar_api() as google:
        yield Desk(google, tmp_path)


def limited(status: int, reason: str) -> ApiError:
    return rate_limited(status, reason=reason, retry_after=3600)


ERRORS: list[tuple[Fault, type[ProviderError]]] = [
    (answering(invalid("no")), Refused),
    (answering(forbidden()), Forbidden),
    (answering(forbidden(reason="requiredAccessLevel")), Forbidden),
    (answering(html(403, "Forbidden")), Forbidden),
    (answering(limited(403, "rateLimitExceeded")), RateLimited),
    (answering(limited(403, "userRateLimitExceeded")), RateLimited),
    (answering(limited(429, "rateLimitExceeded")), RateLimited),
    (answering(html(429, "Too many")), RateLimited),
    (answering(quota_exceeded()), Locked),
    (answering(html(404, "Not Found")), Missing),
    (answering(html(409, "Conflict")), Exists),
    (answering(html(412, "Precondition Failed")), Changed),
    (answering(html(401, "Unauthorized")), SignedOut),
    (answering(backend_error(500)), Unreachable),
    (answering(backend_error(503)), Unreachable),
    (answering(html(502, "Bad Gateway")), Unreachable),
    (answering(html(418, "Teapot")), Refused),
    (redirected("http://127.0.0.1:9/elsewhere"), Unreachable),
    (redirected("http://127.0.0.1:9/elsewhere", status=308), Unreachable),
    (dropped(), Unreachable),
    (dropped(reset=True), Unreachable),
    (page_with_200(), Unreachable),
    (answering(in_json(["no", "object"])), Unreachable),
]


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(("fault", "expected"), ERRORS)
def test_every_refusal_has_its_error(desk: Desk, name: str, fault: Fault, expected: type[ProviderError]) -> None:
    desk.google.fail(fault, when=api, times=None)
    with pytest.raises(ProviderError) as caught:
        CALLS[name](desk.provider(), desk.calendar)
    assert type(caught.value) in {expected, *expected.__subclasses__()}
    assert type(caught.value) is not Locked or expected is Locked
    assert str(caught.value)
    assert "ya29." not in str(caught.value)


@pytest.mark.parametrize("fault", [lost(), lost(reset=True), truncated(), dropped(), dropped(reset=True)])
@pytest.mark.parametrize("name", ["create", "changes", "calendars"])
def test_a_request_whose_answer_got_lost_is_never_sent_again_in_secret(desk: Desk, fault: Fault, name: str) -> None:
    desk.google.fail(fault, when=api, times=None)
    with pytest.raises(Unreachable):
        CALLS[name](desk.provider(), desk.calendar)
    assert len(desk.google.requests()) == desk.counted == 1


def test_a_server_that_hangs_is_given_up(desk: Desk) -> None:
    desk.google.fail(hanging(30, over=desk.google.over), when=api)
    with pytest.raises(Unreachable, match="in time"):
        desk.provider(silence=0.2).calendars()


def test_nobody_there_is_unreachable(desk: Desk) -> None:
    provider = Google("work", desk.bearer, LOOK, endpoint="http://127.0.0.1:9/calendar/v3/")
    with pytest.raises(Unreachable, match="can't be reached"):
        provider.calendars()


def test_an_answer_without_end_is_refused(desk: Desk) -> None:
    desk.google.person.put(desk.calendar, {"summary": "x" * 100_000, **_times()})
    with pytest.raises(Refused, match="more than"):
        desk.provider(size=50_000).changes(desk.calendar, "", {}, WINDOW)


@pytest.mark.parametrize("status", [403, 429])
def test_short_pauses_are_made_and_the_request_is_sent_again(desk: Desk, status: int) -> None:
    desk.google.fail(answering(rate_limited(status, retry_after=2)), when=writes, times=2)
    assert desk.provider().create(desk.calendar, draft()).href == draft().key
    assert desk.waited == [2, 2]
    assert desk.counted == 3


def test_without_a_word_on_how_long_pauses_are_drawn_anew_each_time(desk: Desk) -> None:
    desk.google.fail(answering(rate_limited()), when=writes, times=None)
    with pytest.raises(RateLimited) as caught:
        desk.provider().create(desk.calendar, draft())
    assert caught.value.retry_after is None
    assert len(desk.waited) == 2
    assert 0 <= desk.waited[0] <= 2
    assert 0 <= desk.waited[1] <= 4
    assert len(set(desk.waited)) == 2


def test_a_long_pause_is_told_at_once(desk: Desk) -> None:
    desk.google.fail(answering(rate_limited(retry_after=600)), when=writes, times=None)
    with pytest.raises(RateLimited) as caught:
        desk.provider().create(desk.calendar, draft())
    assert (caught.value.retry_after, desk.waited, desk.counted) == (600, [], 1)


def test_a_pause_may_be_told_as_a_date(desk: Desk) -> None:
    desk.google.fail(answering(rate_limited(retry_after="Fri, 31 Dec 2100 23:59:59 GMT")), when=writes, times=None)
    with pytest.raises(RateLimited) as caught:
        desk.provider().create(desk.calendar, draft())
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 1e9


def test_a_lock_is_for_hours_and_is_never_tried_again_at_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.google.lock()
    with pytest.raises(Locked) as caught:
        desk.provider().create(desk.calendar, draft())
    assert caught.value.retry_after is not None
    assert 30 * 60 <= caught.value.retry_after <= 60 * 60
    assert (desk.waited, desk.counted) == ([], 1)
    assert caplog.records == []


def test_a_token_that_ends_before_its_time_is_renewed_and_counted(desk: Desk) -> None:
    desk.google.oauth.expire_access_tokens()
    assert desk.provider().calendars()
    assert len(desk.google.requests()) == desk.counted == 2
    assert len(desk.google.sign_ins()) == 1


def test_rights_that_are_not_enough_are_named(tmp_path: Path) -> None:
    with calendar_api() as google:
        (tmp_path / "token.json").write_text(json.dumps(google.authorized_user("calendar.events.readonly")))
        bearer = Person("work", TokenFile(path=tmp_path / "token.json"))
        provider = Google("work", bearer, LOOK, own_calendar=True, endpoint=google.endpoint)
        with pytest.raises(SignedOut, match=r"calendar\.app\.created; run: aftertouch auth work"):
            provider.calendars()


def test_with_rights_for_a_calendar_of_our_own_another_one_is_forbidden_and_nobody_is_signed_out(
    tmp_path: Path,
) -> None:
    with calendar_api() as google:
        own = ("calendar.events.readonly", "calendar.calendarlist.readonly", "calendar.app.created")
        (tmp_path / "token.json").write_text(json.dumps(google.authorized_user(*own)))
        bearer = Person("work", TokenFile(path=tmp_path / "token.json"))
        provider = Google("work", bearer, LOOK, own_calendar=True, endpoint=google.endpoint)
        provider.create(provider.make_calendar("Follow-ups").id, draft())
        with pytest.raises(Forbidden, match="does not cover this calendar"):
            provider.create(google.person.primary, draft())


def test_a_place_that_is_lost_in_the_middle_of_a_delta_is_a_dead_token(desk: Desk) -> None:
    provider = desk.provider()
    token = provider.changes(desk.calendar, "", {}, WINDOW).token
    desk.google.fail(answering(full_sync_required()), when=api)
    with pytest.raises(TokenExpired):
        provider.changes(desk.calendar, token, {}, WINDOW)


def test_a_place_that_is_lost_again_and_again_is_told(desk: Desk) -> None:
    desk.google.fail(answering(full_sync_required()), when=api, times=None)
    with pytest.raises(Unreachable, match="lost its place"):
        desk.provider().changes(desk.calendar, "", {}, WINDOW)
    assert desk.counted == 2


@pytest.mark.parametrize("token", ["series:CAE=", "events:", "sync:http://example.org/1", "CAE="])
def test_a_token_of_another_kind_is_not_even_sent(desk: Desk, token: str) -> None:
    with pytest.raises(TokenExpired):
        desk.provider().changes(desk.calendar, token, {}, WINDOW)
    assert desk.counted == 0


def test_an_event_that_is_not_ours_is_never_patched(desk: Desk) -> None:
    with pytest.raises(Refused, match="no event of ours"):
        desk.provider().update(desk.calendar, "somebodys", "", draft(), frozenset(FIELDS))
    assert desk.counted == 0


def test_nothing_is_sent_where_nothing_changes(desk: Desk) -> None:
    provider = desk.provider()
    made = provider.create(desk.calendar, draft())
    assert provider.update(desk.calendar, made.href, made.etag, draft(), frozenset()).etag == made.etag
    assert [entry.method for entry in desk.google.requests()] == ["POST", "GET"]


def test_threads_may_share_a_provider(desk: Desk) -> None:
    provider = desk.provider()
    drafts = [draft(f"k{number:019}") for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda one: provider.create(desk.calendar, one), drafts))
    assert [item.href for item in made] == [one.key for one in drafts]
    assert desk.counted == len(desk.google.requests()) == 40


def _times() -> dict[str, Any]:
    at = draft().start.isoformat()
    return {"start": {"dateTime": at}, "end": {"dateTime": at}}
