"""Reading: what it costs on real servers, and the shapes that others have and that must not matter."""

from collections.abc import Callable

import pytest

from providers.caldav import CalDav, Limits
from providers.errors import (
    Forbidden,
    Missing,
    ProviderError,
    RateLimited,
    Refused,
    SignedOut,
    TokenExpired,
    Unreachable,
)
from providers.interface import Changes
from tests.providers.drafts import LOOK, WINDOW, draft, meeting
from tests.providers.scripted import Answer, Asked, Reply, Scripted, multistatus, refusal, row, scripted
from tests.providers.servers import Server

CAL = "/me/cal/"
SYNC = "<d:supported-report><d:report><d:sync-collection/></d:report></d:supported-report>"


def account(server: Server) -> CalDav:
    return CalDav(server.url, server.username, server.password, LOOK)


def known(changes: Changes) -> dict[str, str]:
    return {item.href: item.etag for item in changes.items}


# Real servers


def test_nothing_changed_costs_one_request_by_the_servers_own_count(server: Server) -> None:
    calendar = server.make_calendar()
    server.put(f"{calendar}a.ics", meeting("a"))
    provider = account(server)
    first = provider.changes(calendar, "", {}, WINDOW)
    before = server.seen()
    again = provider.changes(calendar, first.token, known(first), WINDOW)
    assert server.seen() - before == 1
    assert again == Changes(token=again.token)


def test_a_new_process_needs_no_discovery_and_no_challenge_first(server: Server) -> None:
    calendar = server.make_calendar()
    token = account(server).changes(calendar, "", {}, WINDOW).token
    before = server.seen()
    account(server).changes(calendar, token, {}, WINDOW)
    assert server.seen() - before == 1


def test_what_changed_costs_one_more_however_much_it_is(server: Server) -> None:
    calendar = server.make_calendar()
    provider = account(server)
    token = provider.changes(calendar, "", {}, WINDOW).token
    for number in range(5):
        server.put(f"{calendar}{number}.ics", meeting(f"uid-{number}"))
    before = server.seen()
    assert len(provider.changes(calendar, token, {}, WINDOW).items) == 5
    assert server.methods()[before:] == ["REPORT", "REPORT"]


def test_a_full_reading_of_what_is_known_costs_two(server: Server) -> None:
    calendar = server.make_calendar()
    server.put(f"{calendar}a.ics", meeting("a"))
    provider = account(server)
    first = provider.changes(calendar, "", {}, WINDOW)
    before = server.seen()
    full = provider.changes(calendar, "", known(first), WINDOW)
    assert server.methods()[before:] == ["PROPFIND", "REPORT"]
    assert full.full
    assert full.unchanged == set(known(first))


def test_names_of_any_kind_are_read_under_one_href(server: Server) -> None:
    calendar = server.make_calendar()
    provider = account(server)
    token = provider.changes(calendar, "", {}, WINDOW).token
    for name in ("with space.ics", "käse@home.ics", "100%25.ics"):
        server.put(calendar + name, meeting(name.removesuffix(".ics").replace("%", "").replace(" ", "")))
    delta = provider.changes(calendar, token, {}, WINDOW)
    full = provider.changes(calendar, "", {}, WINDOW)
    assert len(delta.items) == 3
    assert not [item.problem for item in delta.items if item.problem]
    assert known(delta) == known(full)
    for item in delta.items:
        assert provider.get(calendar, item.href, WINDOW).etag == item.etag


def test_what_is_no_event_is_told_without_any(server: Server) -> None:
    calendar = server.make_calendar(component="VTODO")
    provider = account(server)
    token = provider.changes(calendar, "", {}, WINDOW).token
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VTODO", "UID:t", "DTSTAMP:20260901T000000Z"]
    server.put(f"{calendar}t.ics", "\r\n".join([*lines, "SUMMARY:Task", "END:VTODO", "END:VCALENDAR", ""]))
    (item,) = provider.changes(calendar, token, {}, WINDOW).items
    assert (item.events, item.problem) == ((), "")


# Odd servers


def read(answer: Answer, token: str = "", etags: dict[str, str] | None = None) -> tuple[Changes, Scripted]:
    with scripted(answer) as server:
        provider = CalDav(server.url, "me", "secret", LOOK)
        return provider.changes(server.url + CAL, token, etags or {}, WINDOW), server


def odd(
    *,
    state: Reply | None = None,
    sync: Reply | None = None,
    query: Reply | None = None,
    listing: Reply | None = None,
    multiget: Reply | None = None,
    get: Callable[[Asked], Reply] = lambda _: Reply(status=404),
) -> Answer:
    """A calendar that answers like this; what is not given it refuses."""

    def answer(asked: Asked) -> Reply:
        replies = {
            "sync-collection": sync,
            "calendar-query": query,
            "calendar-multiget": multiget,
            "sync-token": state,
            "getctag": state,
            "propfind": listing,
        }
        if asked.method == "GET":
            return get(asked)
        reply = next(reply for word, reply in replies.items() if word in asked.body)
        return reply or refusal(403)

    return answer


def full_item(name: str, etag: str = '"1"') -> str:
    return row(f"{CAL}{name}.ics", etag=etag, data=meeting(name))


def stored(asked: Asked) -> Reply:
    name = asked.path.removeprefix(CAL).removesuffix(".ics")
    headers = {"ETag": '"1"', "Content-Type": "text/calendar"}
    return Reply(status=200, headers=headers, body=meeting(name))


def listed(*names: str, token: str = "") -> Reply:
    return multistatus(*(row(f"{CAL}{name}.ics", etag='"1"') for name in names), token=token)


STATE = multistatus(row(CAL, token="now", ctag="c1", reports=SYNC))
NO_SYNC = multistatus(row(CAL, ctag="c1"))


def uids(changes: Changes) -> list[str]:
    return sorted(event.source.uid for item in changes.items for event in item.events)


def test_the_token_is_got_before_the_first_reading() -> None:
    changes, server = read(odd(state=STATE, query=listed("a"), multiget=multistatus(full_item("a"))))
    assert server.methods() == ["PROPFIND", "REPORT", "REPORT"]
    assert (changes.token, changes.full, uids(changes)) == ("sync:now", True, ["a"])


def test_the_first_reading_has_the_objects_with_their_list(server: Server) -> None:
    calendar = server.make_calendar()
    for number in range(3):
        server.put(f"{calendar}{number}.ics", meeting(f"uid-{number}"))
    before = server.seen()
    first = account(server).changes(calendar, "", {}, WINDOW)
    assert server.methods()[before:] == ["PROPFIND", "REPORT"]
    assert (uids(first), first.full) == (["uid-0", "uid-1", "uid-2"], True)


def test_that_there_is_nothing_is_believed_of_the_usual_list_alone() -> None:
    def answer(asked: Asked) -> Reply:
        query = multistatus() if "calendar-data" in asked.body else listed("a")
        return odd(state=STATE, query=query, multiget=multistatus(full_item("a")))(asked)

    changes, _ = read(answer)
    assert (uids(changes), changes.full) == (["a"], True)


def test_what_comes_without_its_object_is_read_by_itself() -> None:
    query = multistatus(full_item("a"), row(f"{CAL}b.ics", etag='"1"'))
    changes, server = read(odd(state=STATE, query=query, multiget=multistatus(full_item("b"))))
    assert uids(changes) == ["a", "b"]
    assert server.methods() == ["PROPFIND", "REPORT", "REPORT"]
    assert "a.ics" not in server.asked[-1].body


@pytest.mark.parametrize(
    "too_much",
    [
        refusal(403, "d:number-of-matches-within-limits"),
        refusal(500),
        refusal(504),
        multistatus(full_item("a"), row(CAL, status=507)),
        Reply(status=207, headers={"Content-Type": "application/xml"}, body="<broken"),
        multistatus(*(full_item(name) for name in "ab"), *(row(f"{CAL}{n}.ics", etag='"1"') for n in range(20_000))),
    ],
    ids=["matches", "error", "gateway", "cut", "broken", "too large"],
)
def test_where_all_objects_at_once_are_too_much_they_are_read_piece_by_piece(too_much: Reply) -> None:
    def answer(asked: Asked) -> Reply:
        query = too_much if "calendar-data" in asked.body else listed("a", "b")
        return odd(state=STATE, query=query, multiget=multistatus(full_item("a"), full_item("b")))(asked)

    with scripted(answer) as server:
        provider = CalDav(server.url, "me", "secret", LOOK, limits=Limits(size=100_000))
        changes = provider.changes(server.url + CAL, "", {}, WINDOW)
    assert (uids(changes), changes.full, changes.removed) == (["a", "b"], True, ())
    assert server.methods() == ["PROPFIND", "REPORT", "REPORT", "REPORT"]


@pytest.mark.parametrize(("reply", "kind"), [(Reply(status=401), SignedOut), (Reply(status=429), RateLimited)])
def test_who_is_refused_as_a_whole_is_not_asked_again_for_less(reply: Reply, kind: type[ProviderError]) -> None:
    with scripted(odd(state=STATE, query=reply)) as server, pytest.raises(kind):
        CalDav(server.url, "me", "secret", LOOK).changes(server.url + CAL, "", {}, WINDOW)
    assert server.methods().count("REPORT") == 1


def test_no_limit_is_ever_asked_for_since_some_servers_truncate_in_silence() -> None:
    _, server = read(odd(sync=listed("a", token="t2"), multiget=multistatus(full_item("a"))), "sync:t1")
    assert not [asked for asked in server.asked if "limit" in asked.body]


@pytest.mark.parametrize(
    "reply",
    [
        refusal(403, "d:valid-sync-token"),
        refusal(409, "d:valid-sync-token"),
        refusal(412, "d:valid-sync-token"),
        refusal(412),
        refusal(410),
        refusal(507),
        multistatus(row(CAL, status=507)),
        multistatus(row(CAL, status=507), token="t1"),
    ],
)
def test_a_token_that_leads_nowhere_is_expired(reply: Reply) -> None:
    with scripted(odd(sync=reply)) as server:
        with pytest.raises(TokenExpired):
            CalDav(server.url, "me", "secret", LOOK).changes(server.url + CAL, "sync:t1", {}, WINDOW)
        assert len(server.asked) == 1


def test_a_token_of_somebody_elses_is_expired() -> None:
    with pytest.raises(TokenExpired):
        read(odd(), "https://example.org/1")


def test_a_delta_in_pages_is_read_to_its_end_and_the_last_word_counts() -> None:
    def answer(asked: Asked) -> Reply:
        if "multiget" in asked.body:
            return multistatus(full_item("b", '"2"'), full_item("c"))
        if ">t1<" in asked.body:
            first = [row(f"{CAL}a.ics", etag='"1"'), row(f"{CAL}b.ics", etag='"1"')]
            return multistatus(*first, row(CAL, status=507), token="t2")
        return multistatus(row(f"{CAL}a.ics", status=404), row(f"{CAL}b.ics", etag='"2"'), listed_c, token="t3")

    listed_c = row(f"{CAL}c.ics", etag='"1"')
    changes, _ = read(answer, "sync:t1")
    assert (uids(changes), changes.removed, changes.token) == (["b", "c"], (f"{CAL}a.ics",), "sync:t3")


def test_a_delta_that_repeats_what_is_known_reads_nothing_again() -> None:
    changes, server = read(odd(sync=listed("a", token="t1")), "sync:t1", {f"{CAL}a.ics": '"1"'})
    assert changes == Changes(token="sync:t1")
    assert len(server.asked) == 1


@pytest.mark.parametrize("itself", [CAL, CAL.rstrip("/"), f"{CAL}folder/"])
def test_the_row_of_the_calendar_itself_or_of_a_folder_is_no_item(itself: str) -> None:
    changes, server = read(odd(sync=multistatus(row(itself, etag='"x"'), token="t2")), "sync:t1")
    assert changes == Changes(token="sync:t2")
    assert len(server.asked) == 1


def test_the_mark_of_a_cut_answer_is_no_item_under_whatever_name() -> None:
    def answer(asked: Asked) -> Reply:
        return multistatus(row("/alias", status=507), token="t2") if ">t1<" in asked.body else listed(token="t3")

    changes, _ = read(answer, "sync:t1")
    assert changes == Changes(token="sync:t3")


def test_what_has_no_etag_is_read_again_each_time_it_is_told() -> None:
    told = multistatus(row(f"{CAL}a.ics"), token="t2")
    changes, _ = read(odd(sync=told, multiget=multistatus(full_item("a", ""))), "sync:t1", {f"{CAL}a.ics": ""})
    assert uids(changes) == ["a"]


def test_tombstones_are_removals_also_of_what_was_never_known() -> None:
    teapot = (
        f"<d:response><d:href>{CAL}b.ics</d:href><d:status>HTTP/1.1 404 Not Found</d:status>"
        f"<d:propstat><d:prop/><d:status>HTTP/1.1 418 I'm a teapot</d:status></d:propstat></d:response>"
    )
    changes, _ = read(odd(sync=multistatus(row(f"{CAL}a.ics", status=404), teapot, token="t2")), "sync:t1")
    assert changes.removed == (f"{CAL}a.ics", f"{CAL}b.ics")


def test_a_missing_property_is_no_missing_event() -> None:
    no_etag = (
        f"<d:response><d:href>{CAL}a.ics</d:href><d:propstat><d:prop><d:getetag/></d:prop>"
        f"<d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response>"
    )
    changes, _ = read(odd(sync=multistatus(no_etag, token="t2"), get=stored), "sync:t1")
    assert (uids(changes), changes.removed) == (["a"], ())
    assert changes.items[0].etag == '"1"'


@pytest.mark.parametrize(
    "multiget",
    [
        pytest.param(multistatus(full_item("a")), id="silent about one"),
        pytest.param(multistatus(full_item("a"), row(f"{CAL}b.ics", etag='"1"')), id="without the data"),
        pytest.param(refusal(500), id="failing as a whole"),
        pytest.param(Reply(headers={"Content-Type": "text/xml"}, body="<a>\x0b</a>"), id="broken by a title"),
        pytest.param(Reply(status=200, headers={"Content-Type": "text/html"}, body="<p>Oops"), id="a page"),
    ],
)
def test_what_multiget_does_not_give_is_got_one_by_one(multiget: Reply) -> None:
    changes, _ = read(odd(state=STATE, query=listed("a", "b"), multiget=multiget, get=stored))
    assert uids(changes) == ["a", "b"]
    assert all(item.etag == '"1"' and not item.problem for item in changes.items)


@pytest.mark.parametrize("gone", [row(f"{CAL}b.ics", status=404), ""])
def test_what_went_between_the_list_and_the_reading_is_removed(gone: str) -> None:
    answer = odd(sync=listed("a", "b", token="t2"), multiget=multistatus(full_item("a"), gone))
    changes, server = read(answer, "sync:t1")
    assert (uids(changes), changes.removed) == (["a"], (f"{CAL}b.ics",))
    assert ("GET" in server.methods()) is (gone == "")


@pytest.mark.parametrize("status", [403, 500])
def test_one_event_that_the_server_can_not_give_is_a_problem_and_no_removal(status: int) -> None:
    changes, _ = read(
        odd(
            state=STATE,
            query=listed("a", "b"),
            multiget=multistatus(full_item("a")),
            get=lambda _: Reply(status=status),
        )
    )
    bad = next(item for item in changes.items if item.href.endswith("b.ics"))
    assert uids(changes) == ["a"]
    assert str(status) in bad.problem
    assert (bad.etag, changes.removed) == ("", ())


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_server_out_of_order_is_unreachable_and_no_event_a_problem(status: int) -> None:
    with pytest.raises(Unreachable):
        read(odd(state=STATE, query=listed("a"), multiget=refusal(status)))
    with pytest.raises(Unreachable):
        read(odd(state=STATE, query=listed("a"), multiget=multistatus(), get=lambda _: Reply(status=status)))


def test_the_page_of_a_network_in_place_of_an_event_is_no_problem_of_the_event() -> None:
    page = Reply(status=200, headers={"Content-Type": "text/html"}, body="<p>Sign in to this network")
    with pytest.raises(Unreachable):
        read(odd(state=STATE, query=listed("a"), multiget=multistatus(), get=lambda _: page))


def test_a_rate_limit_in_the_middle_is_told() -> None:
    with pytest.raises(RateLimited):
        read(odd(state=STATE, query=listed("a"), multiget=Reply(status=429)))


def test_one_event_that_is_too_large_is_a_problem_of_that_item() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.method == "GET" and asked.path.endswith("b.ics"):
            return Reply(status=200, body=b"x" * 20_000)
        return odd(state=STATE, query=listed("a", "b"), multiget=refusal(500), get=stored)(asked)

    with scripted(answer) as server:
        provider = CalDav(server.url, "me", "secret", LOOK, limits=Limits(size=10_000))
        changes = provider.changes(server.url + CAL, "", {}, WINDOW)
    assert uids(changes) == ["a"]
    assert [item.href for item in changes.items if "larger than" in item.problem] == [f"{CAL}b.ics"]


def test_an_event_too_long_for_the_xml_parser_is_read_all_the_same() -> None:
    text = meeting("a", f"DESCRIPTION:{'x' * 11_000_000}")  # libxml2 takes 10 MB in one text
    stands = Reply(status=200, headers={"ETag": '"1"', "Content-Type": "text/calendar"}, body=text)
    multiget = multistatus(row(f"{CAL}a.ics", etag='"1"', data=text))
    changes, server = read(odd(state=STATE, query=listed("a"), multiget=multiget, get=lambda _: stands))
    assert server.methods()[-1] == "GET"
    assert uids(changes) == ["a"]


def test_a_text_that_is_no_calendar_is_a_problem_of_that_item() -> None:
    page = Reply(status=200, headers={"Content-Type": "text/calendar", "ETag": '"1"'}, body=b"\xff\xfe")
    changes, _ = read(odd(state=STATE, query=listed("a"), multiget=multistatus(), get=lambda _: page))
    assert [(item.events, bool(item.problem), item.etag) for item in changes.items] == [((), True, '"1"')]


@pytest.mark.parametrize(
    "href", ["http://internal.example:8080/me/cal/a%20b%40c.ics", "/me//cal/a b@c.ics", "a%20b@c.ics"]
)
def test_an_item_has_one_href_however_the_server_writes_it(href: str) -> None:
    etags = {f"{CAL}a%20b%40c.ics": '"1"'}
    changes, _ = read(odd(state=STATE, query=multistatus(row(href, etag='"1"'))), "", etags)
    assert changes.unchanged == set(etags)


def test_many_are_read_in_batches() -> None:
    names = [f"n{number}" for number in range(250)]

    def answer(asked: Asked) -> Reply:
        if "multiget" in asked.body:
            return multistatus(*(full_item(name) for name in names if f"/{name}.ics<" in asked.body))
        return odd(state=STATE, query=listed(*names))(asked)

    changes, server = read(answer)
    assert uids(changes) == sorted(names)
    assert len(server.asked) == 2 + 3


# Without sync-collection


def test_an_unchanged_ctag_costs_one_request() -> None:
    changes, server = read(odd(state=NO_SYNC), "ctag:c1", {f"{CAL}a.ics": '"1"'})
    assert changes == Changes(token="ctag:c1")
    assert len(server.asked) == 1


def test_a_changed_ctag_leads_to_a_delta_by_comparing_lists() -> None:
    answer = odd(state=NO_SYNC, query=listed("a", "b"), multiget=multistatus(full_item("b")))
    changes, server = read(answer, "ctag:c0", {f"{CAL}a.ics": '"1"'})
    assert server.methods() == ["PROPFIND", "REPORT", "REPORT"]
    assert (uids(changes), changes.full, changes.token) == (["b"], False, "ctag:c1")


def test_by_lists_too_what_left_the_window_is_told_from_what_is_gone() -> None:
    answer = odd(
        state=NO_SYNC,
        query=listed("a"),
        listing=listed("a", "left", "moved", "never-known"),
        multiget=multistatus(full_item("moved")),
    )
    etags = {f"{CAL}{name}.ics": '"1"' for name in ("a", "left", "gone")} | {f"{CAL}moved.ics": '"0"'}
    changes, server = read(answer, "ctag:c0", etags)
    assert server.methods() == ["PROPFIND", "REPORT", "PROPFIND", "REPORT"]
    assert (uids(changes), changes.removed) == (["moved"], (f"{CAL}gone.ics",))


def test_a_server_with_neither_token_nor_ctag_is_listed_each_time() -> None:
    answer = odd(state=multistatus(row(CAL)), query=listed("a"), multiget=multistatus(full_item("a")))
    first, _ = read(answer)
    again, server = read(answer, first.token, known(first))
    assert len(server.asked) == 1
    assert again == Changes(token=first.token)


def test_a_sync_token_of_a_server_that_does_not_report_is_not_relied_on() -> None:
    other = "<d:supported-report><d:report><c:calendar-query/></d:report></d:supported-report>"
    state = multistatus(row(CAL, token="t", ctag="c1", reports=other))
    changes, _ = read(odd(state=state, query=listed()))
    assert changes.token == "ctag:c1"


@pytest.mark.parametrize("status", [403, 405, 501])
def test_a_server_that_refuses_the_report_is_read_by_its_ctag_from_then_on(status: int) -> None:
    answer = odd(sync=refusal(status), state=STATE, query=listed("a"), multiget=multistatus(full_item("a")))
    changes, _ = read(answer, "sync:t1")
    assert (uids(changes), changes.full, changes.token) == (["a"], False, "ctag:c1")


# Lists


@pytest.mark.parametrize(
    "query",
    [
        multistatus(row(f"{CAL}a.ics", etag='"1"'), row(CAL, status=507)),
        refusal(507),
        refusal(403, "d:number-of-matches-within-limits"),
        refusal(501),
    ],
)
def test_a_list_that_is_cut_is_never_taken_for_all_there_is(query: Reply) -> None:
    etags = {f"{CAL}{name}.ics": '"1"' for name in "ab"}
    changes, _ = read(odd(state=STATE, query=query, listing=listed("a", "b")), "", etags)
    assert changes.unchanged == set(etags)
    with pytest.raises(Refused, match="only a part"):
        read(odd(state=STATE, query=query, listing=multistatus(row(CAL, status=507))), "", etags)


def test_a_calendar_that_is_gone_is_missing_however_the_server_says_it() -> None:
    for reply in (Reply(status=404), Reply(status=410), multistatus(row(CAL, status=404))):
        with pytest.raises(Missing):
            read(odd(state=reply))
    with pytest.raises(Missing):
        read(odd(sync=Reply(status=404)), "sync:t1")


def test_a_calendar_that_may_not_be_read_is_forbidden_and_not_empty() -> None:
    with pytest.raises(Forbidden):
        read(odd(state=refusal(403, "d:need-privileges")))


def test_an_event_is_got_as_stored_since_compression_changes_its_etag(server: Server) -> None:
    with scripted(stored) as script:
        CalDav(script.url, "me", "secret", LOOK).get(script.url + CAL, draft().key, None)
    assert script.asked[0].headers["Accept-Encoding"] == "identity"
    assert script.asked[0].path == f"{CAL}{draft().key}.ics"
