"""Writing: what is sent, and what servers make of it."""

from collections.abc import Callable

import pytest

from providers import ics
from providers.caldav import CalDav, Limits
from providers.errors import (
    Burned,
    Changed,
    Exists,
    Forbidden,
    Missing,
    ProviderError,
    RateLimited,
    Refused,
    SignedOut,
    Unreachable,
)
from providers.interface import Item
from tests.providers.drafts import LOOK, draft
from tests.providers.scripted import Answer, Asked, Reply, Scripted, multistatus, refusal, row, scripted
from tests.providers.servers import Server

CAL = "/me/cal/"
HREF = f"{CAL}{draft().key}.ics"
ETAG = '"1"'

Call = Callable[[CalDav, str], Item | None]


def create(provider: CalDav, calendar: str) -> Item:
    return provider.create(calendar, draft())


def update(provider: CalDav, calendar: str, etag: str = ETAG) -> Item:
    return provider.update(calendar, HREF, etag, draft(title="Call Jane"), frozenset({"title"}))


def delete(provider: CalDav, calendar: str, etag: str = ETAG) -> None:
    provider.delete(calendar, HREF, etag)


def ran(call: Call, answer: Answer) -> tuple[Item | None, Scripted]:
    with scripted(answer) as server:
        return call(CalDav(server.url, "me", "secret", LOOK), server.url + CAL), server


def standing(etag: str = ETAG, text: str | None = None) -> Reply:
    headers = {"ETag": etag, "Content-Type": "text/calendar"}
    return Reply(status=200, headers=headers, body=ics.write(draft()) if text is None else text)


def having(written: Reply, stands: Reply | None = None, state: Reply | None = None) -> Answer:
    """A server on which this stands (by default nothing), and that answers this to a write."""
    replies = {"GET": stands or Reply(status=404), "PROPFIND": state or multistatus(row(CAL, ctag="1"))}
    return lambda asked: replies.get(asked.method, written)


MADE = Reply(status=201, headers={"ETag": ETAG})
TOLD = Reply(status=204, headers={"ETag": '"2"'})


# What is sent


def test_a_creation_looks_first_and_says_that_nothing_may_stand() -> None:
    item, server = ran(create, having(MADE))
    assert server.methods() == ["GET", "PUT"]
    put = server.asked[1]
    assert put.path == HREF
    assert put.headers["If-None-Match"] == "*"
    assert put.headers["Content-Type"].startswith("text/calendar")
    assert put.body == ics.write(draft())
    assert item is not None
    assert (item.href, item.etag) == (HREF, ETAG)


KEYS = [draft(key=f"{number:032}").key for number in range(3)]


class Clock:
    """Tells what it is set to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def looked_ahead(multiget: Reply, *, stands: Reply | None = None, later: float = 0) -> tuple[Scripted, list[object]]:
    """What a server is asked, that answers this to the look ahead, and what came of creating it all."""
    clock, outcomes = Clock(), list[object]()
    replies = {"REPORT": multiget, "GET": stands or Reply(status=404)}
    with scripted(lambda asked: replies.get(asked.method, MADE)) as server:
        provider = CalDav(server.url, "me", "secret", LOOK, clock=clock)
        provider.look_ahead(server.url + CAL, KEYS)
        clock.now += later
        for key in KEYS:
            try:
                outcomes.append(provider.create(server.url + CAL, draft(key=key)).href)
            except ProviderError as error:
                outcomes.append(type(error))
    return server, outcomes


def where(key: str) -> str:
    return f"{CAL}{key}.ics"


def test_what_was_looked_for_ahead_is_not_looked_for_again() -> None:
    server, outcomes = looked_ahead(multistatus(*(row(where(key), status=404) for key in KEYS)), later=1.9)
    assert server.methods() == ["REPORT", "PUT", "PUT", "PUT"]
    assert all(where(key) in server.asked[0].body for key in KEYS)
    assert {asked.headers["If-None-Match"] for asked in server.asked[1:]} == {"*"}
    assert outcomes == [where(key) for key in KEYS]


def test_what_was_seen_to_stand_or_not_told_of_is_looked_for_by_itself() -> None:
    server, outcomes = looked_ahead(
        multistatus(row(where(KEYS[0]), etag=ETAG), row(where(KEYS[1]), status=404)), stands=standing()
    )
    assert server.methods() == ["REPORT", "GET", "PUT", "GET"]
    assert outcomes == [Exists, where(KEYS[1]), Exists]


def test_what_was_looked_for_a_while_ago_is_looked_for_again() -> None:
    server, outcomes = looked_ahead(
        multistatus(*(row(where(key), status=404) for key in KEYS)), stands=standing(), later=2
    )
    assert server.methods() == ["REPORT", "GET", "GET", "GET"]
    assert outcomes == [Exists] * 3


def test_what_took_long_to_look_for_is_looked_for_again() -> None:
    clock = Clock()

    def answer(asked: Asked) -> Reply:
        if asked.method == "REPORT":
            clock.now += 2
            return multistatus(row(where(KEYS[0]), status=404))
        return Reply(status=404) if asked.method == "GET" else MADE

    with scripted(answer) as server:
        provider = CalDav(server.url, "me", "secret", LOOK, clock=clock)
        provider.look_ahead(server.url + CAL, KEYS)
        provider.create(server.url + CAL, draft(key=KEYS[0]))
    assert server.methods() == ["REPORT", "GET", "PUT"]


@pytest.mark.parametrize("status", [200, 401, 403, 404, 429, 500, 503])
def test_a_look_ahead_that_fails_costs_nothing_but_the_looks(status: int) -> None:
    server, outcomes = looked_ahead(Reply(status=status, body="no"))
    assert server.methods() == ["REPORT", *["GET", "PUT"] * 3]
    assert outcomes == [where(key) for key in KEYS]


def test_what_was_seen_not_to_stand_is_believed_once() -> None:
    with scripted(
        lambda asked: multistatus(row(where(KEYS[0]), status=404)) if asked.method == "REPORT" else MADE
    ) as server:
        provider = CalDav(server.url, "me", "secret", LOOK, clock=Clock())
        provider.look_ahead(server.url + CAL, KEYS[:1])
        provider.create(server.url + CAL, draft(key=KEYS[0]))
        with pytest.raises(ProviderError):
            provider.create(server.url + CAL, draft(key=KEYS[0]))
    assert server.methods() == ["REPORT", "PUT", "GET"]


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_server_that_tells_no_etag_leaves_it_open(status: int) -> None:
    item, _ = ran(create, having(Reply(status=status)))
    assert item is not None
    assert item.etag == ""


def test_an_update_says_which_version_it_changes_and_keeps_the_rest() -> None:
    text = ics.write(draft()).replace("END:VEVENT", "X-PERSON:kept\r\nEND:VEVENT")
    item, server = ran(update, having(TOLD, standing(text=text)))
    assert server.methods() == ["GET", "PUT"]
    assert server.asked[1].headers["If-Match"] == ETAG
    assert "X-PERSON:kept" in server.asked[1].body
    assert item is not None
    assert (item.etag, item.events[0].title) == ('"2"', "Call Jane")


def test_a_deletion_looks_first_and_says_which_version_it_deletes() -> None:
    _, server = ran(delete, having(Reply(status=204), standing()))
    assert server.methods() == ["GET", "DELETE"]
    assert server.asked[1].headers["If-Match"] == ETAG


@pytest.mark.parametrize("call", [update, delete])
def test_a_weak_etag_is_compared_here_since_no_server_may_match_it(call: Callable[..., Item | None]) -> None:
    weak = 'W/"1"'
    _, server = ran(lambda provider, calendar: call(provider, calendar, weak), having(TOLD, standing(weak)))
    assert "If-Match" not in server.asked[1].headers
    with pytest.raises(Changed):
        ran(lambda provider, calendar: call(provider, calendar, weak), having(TOLD, standing('W/"2"')))


def test_an_id_that_stands_in_another_calendar_is_told_as_that() -> None:
    with pytest.raises(Exists, match=r"stands in another calendar already.*`calendars` and `write_to`"):
        ran(create, having(refusal(409, "c:no-uid-conflict")))


# Servers that ignore conditions


def test_what_stands_is_not_overwritten_on_a_server_that_ignores_if_none_match() -> None:
    with scripted(having(TOLD, standing())) as server:
        with pytest.raises(Exists):
            CalDav(server.url, "me", "secret", LOOK).create(server.url + CAL, draft())
        assert server.methods() == ["GET"]


@pytest.mark.parametrize("call", [update, delete])
@pytest.mark.parametrize("etag", [ETAG, ""])
def test_what_changed_is_not_touched_on_a_server_that_ignores_if_match(
    call: Callable[..., Item | None], etag: str
) -> None:
    with scripted(having(TOLD, standing('"2"'))) as server:
        provider = CalDav(server.url, "me", "secret", LOOK)
        with pytest.raises(Changed):
            call(provider, server.url + CAL, etag)
        assert server.methods() == ["GET"]


# Refusals


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Reply(status=412), Exists),
        (Reply(status=409), Exists),
        (refusal(403, "c:no-uid-conflict"), Exists),
        (refusal(409, "c:no-uid-conflict"), Exists),
        (refusal(412, "c:no-uid-conflict"), Exists),
        (
            Reply(status=400, body="Deleted calendar object with uid already exists in this calendar collection."),
            Burned,
        ),
        (refusal(403), Forbidden),
        (refusal(403, "d:need-privileges"), Forbidden),
        (refusal(403, "c:valid-calendar-object-resource"), Refused),
        (Reply(status=400), Refused),
        (Reply(status=413), Forbidden),
        (Reply(status=507), Forbidden),
        (Reply(status=404), Missing),
        (Reply(status=302, headers={"Location": "/"}), Refused),
        (Reply(status=401), SignedOut),
        (Reply(status=429), RateLimited),
        (Reply(status=500), Unreachable),
    ],
)
def test_a_creation_that_fails_says_how(answer: Reply, kind: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as caught:
        ran(create, having(answer))
    assert type(caught.value) is kind


def test_a_conflict_in_a_calendar_that_is_gone_is_missing() -> None:
    with pytest.raises(Missing):
        ran(create, having(Reply(status=409), state=multistatus(row(CAL, status=404))))


@pytest.mark.parametrize("call", [update, delete])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Reply(status=412), Changed),
        (Reply(status=409), Changed),
        (Reply(status=404), Missing),
        (Reply(status=410), Missing),
        (refusal(403), Forbidden),
        (Reply(status=302, headers={"Location": "/"}), Refused),
        (Reply(status=503, headers={"Retry-After": "9"}), RateLimited),
        (Reply(status=503), Unreachable),
    ],
)
def test_an_update_or_deletion_that_fails_says_how(call: Call, answer: Reply, kind: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as caught:
        ran(call, having(answer, standing()))
    assert type(caught.value) is kind


@pytest.mark.parametrize("call", [create, update, delete])
def test_a_server_in_trouble_while_we_look_is_not_written_to(call: Call) -> None:
    with scripted(having(MADE, Reply(status=500))) as server:
        with pytest.raises(Unreachable):
            call(CalDav(server.url, "me", "secret", LOOK), server.url + CAL)
        assert server.methods() == ["GET"]


def test_a_write_whose_answer_does_not_come_is_unreachable_since_nothing_is_known() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.method == "PUT":
            server.over.wait(5)
        return Reply(status=404)

    with scripted(answer) as server, pytest.raises(Unreachable):
        CalDav(server.url, "me", "secret", LOOK, limits=Limits(silence=0.1)).create(server.url + CAL, draft())


@pytest.mark.parametrize(("call", "stands"), [(create, None), (update, standing()), (delete, standing())])
def test_the_page_of_a_network_does_not_mean_that_anything_was_written(call: Call, stands: Reply | None) -> None:
    page = Reply(status=200, headers={"Content-Type": "text/html; charset=utf-8"}, body="<p>Sign in to this network")
    with pytest.raises(Unreachable, match="not as a CalDAV server"):
        ran(call, having(page, stands))


def test_an_object_that_holds_no_event_of_ours_is_not_updated() -> None:
    other = ics.write(draft(key="somebody-elses"))
    with pytest.raises(Refused, match="holds no event"):
        ran(update, having(TOLD, standing(text=other)))


def test_an_event_made_by_us_is_what_the_server_stores(server: Server) -> None:
    calendar = server.make_calendar()
    provider = CalDav(server.url, server.username, server.password, LOOK)
    item = provider.create(calendar, draft())
    assert item == provider.get(calendar, draft().key, None)


def test_an_object_that_holds_other_events_too_is_not_deleted() -> None:
    theirs = ics.write(draft()).partition("BEGIN:VEVENT")[2].replace(draft().key, "theirs@example.org")
    both = ics.write(draft()).replace(
        "END:VCALENDAR", f"BEGIN:VEVENT{theirs.partition('END:VCALENDAR')[0]}END:VCALENDAR"
    )
    asked: list[Asked] = []

    def answer(request: Asked) -> Reply:
        asked.append(request)
        return standing(text=both) if request.method == "GET" else Reply(status=204)

    with pytest.raises(Refused, match="other events"):
        ran(delete, answer)
    assert [request.method for request in asked] == ["GET"]
