"""Each flag does what it says, and what is not set is as the standards have it."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from requests import RequestException, Response, request

from tests.dav.faults import answering, dropped, kind, lost, nth, truncated, writes
from tests.dav.quirks import DeadToken, Quirks, Rewrite
from tests.dav.rewriting import (
    REWRITES,
    adds_timezone,
    collapses_blank_lines,
    drops_alarms,
    drops_x_properties,
    reorders,
    shortens_titles,
    splits_categories,
    trims_titles,
    unfolded,
    writes_in_utc,
)
from tests.dav.server import PASSWORD, USERNAME, DavServer, dav_server
from tests.dav.xml import refusal
from tests.providers.drafts import meeting

A, B = "a.ics", "b.ics"
GONE = "HTTP/1.1 404"


class Client:
    """A plain client of one calendar with the event `a`, in which `b` came and went."""

    def __init__(self, server: DavServer) -> None:
        self.server = server
        self.calendar = server.make_calendar("Personal")
        self.first = self.token()
        server.put(self.calendar, A, meeting("a"))
        server.put(self.calendar, B, meeting("b"))
        server.remove(self.calendar, B)

    def ask(self, method: str, name: str = "", body: str = "", **headers: str) -> Response:
        return request(
            method,
            urljoin(self.calendar, name),
            data=body.encode(),
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            auth=(USERNAME, PASSWORD),
            allow_redirects=False,
            timeout=30,
        )

    def put(self, name: str, text: str, **headers: str) -> Response:
        return self.ask("PUT", name, text, **headers)

    def token(self) -> str:
        body = '<propfind xmlns="DAV:"><prop><sync-token/></prop></propfind>'
        found = re.search(r"sync-token>([^<]+)<", self.ask("PROPFIND", body=body).text)
        return found[1] if found else ""

    def report(self, name: str, inside: str, properties: str = "<d:getetag/>") -> Response:
        spaces = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
        return self.ask("REPORT", body=f"<{name} {spaces}><d:prop>{properties}</d:prop>{inside}</{name}>")

    def since(self, token: str) -> Response:
        wanted = "<d:getetag/><c:calendar-data/>"
        return self.report("d:sync-collection", f"<d:sync-token>{token}</d:sync-token>", wanted)

    def multiget(self, *names: str) -> Response:
        hrefs = "".join(f"<d:href>/me/personal/{name}</d:href>" for name in names)
        return self.report("c:calendar-multiget", hrefs, "<d:getetag/><c:calendar-data/>")

    def query(self, start: str, end: str) -> Response:
        events = f'<c:comp-filter name="VEVENT"><c:time-range start="{start}" end="{end}"/></c:comp-filter>'
        whole = f'<c:comp-filter name="VCALENDAR">{events}</c:comp-filter>'
        return self.report("c:calendar-query", f"<c:filter>{whole}</c:filter>")


@pytest.fixture
def client() -> Iterator[Client]:
    with dav_server() as server:
        yield Client(server)


def odd(client: Client, quirks: Quirks) -> Client:
    client.server.quirks = quirks
    return client


# Conditions and etags


def test_conditions_are_kept_unless_they_are_ignored(client: Client) -> None:
    stale, new = {"If_Match": '"stale"'}, {"If_None_Match": "*"}
    assert client.put(A, meeting("a"), **new).status_code == 412
    assert client.put(A, meeting("a"), **stale).status_code == 412
    assert client.ask("DELETE", A, **stale).status_code == 412
    assert client.put(B, meeting("b"), If_Match="*").status_code == 412
    assert client.put(A, meeting("a"), If_Match=client.server.etag(client.calendar, A)).status_code == 204
    assert odd(client, Quirks(demands_if_match=True)).put(A, meeting("a")).status_code == 412
    assert odd(client, Quirks(ignores_if_none_match=True)).put(A, meeting("a"), **new).status_code == 204
    assert odd(client, Quirks(ignores_if_match=True)).put(A, meeting("a"), **stale).status_code == 204
    assert client.ask("DELETE", A, **stale).status_code == 204


def test_a_put_tells_its_etag_as_the_flags_say(client: Client) -> None:
    strong = client.put(A, meeting("a")).headers["ETag"]
    assert strong == client.ask("GET", A).headers["ETag"] == client.server.etag(client.calendar, A)
    assert odd(client, Quirks(put_etag="weak")).put(A, meeting("a")).headers["ETag"].startswith('W/"')
    assert "ETag" not in odd(client, Quirks(put_etag="none")).put(A, meeting("a")).headers
    assert odd(client, Quirks(weak_etags=True)).put(A, meeting("a")).headers["ETag"].startswith('W/"')
    weak = client.ask("GET", A).headers["ETag"]
    assert client.put(A, meeting("a"), If_Match=weak).status_code == 412
    spaced = meeting("a", "SUMMARY: x ")
    assert "ETag" not in odd(client, Quirks(rewrites=(trims_titles,))).put(A, spaced).headers
    assert "ETag" in odd(client, Quirks(rewrites=(trims_titles,), vouches_for_rewritten=True)).put(A, spaced).headers


def test_etags_repeat_only_where_they_are_of_the_content(client: Client) -> None:
    def etags() -> tuple[str, str]:
        first = client.put(B, meeting("b")).headers["ETag"]
        client.ask("DELETE", B)
        return first, client.put(B, meeting("b")).headers["ETag"]

    first, second = etags()
    assert first != second
    first, second = (odd(client, Quirks(etags_of_content=True)), etags())[1]
    assert first == second


# Sync


def test_a_delta_tells_what_changed_and_what_is_gone(client: Client) -> None:
    delta = client.since(client.first).text
    assert A in delta
    assert "UID:a" in delta
    assert B in delta
    assert GONE in delta
    assert "418" not in delta
    first = client.since("").text
    assert A in first
    assert B not in first
    assert A not in client.since(client.token()).text


def test_a_delta_leaves_out_what_the_flags_say(client: Client) -> None:
    assert B not in odd(client, Quirks(deltas_omit_deletions=True)).since(client.first).text
    assert B not in odd(client, Quirks(deltas_omit_short_lives=True)).since(client.first).text
    assert "UID:a" not in odd(client, Quirks(data_in_deltas=False)).since(client.first).text
    assert B not in odd(client, Quirks(delta_cut=1)).since(client.first).text
    assert odd(client, Quirks(sync_collection=False)).since(client.first).status_code == 403
    assert client.token() == ""


def test_a_delta_adds_what_the_flags_say(client: Client) -> None:
    assert B in odd(client, Quirks(tombstones_at_first=True)).since("").text
    assert "418" in odd(client, Quirks(teapots=True)).since(client.first).text


def test_a_short_life_is_one_that_began_after_the_token(client: Client) -> None:
    odd(client, Quirks(deltas_omit_short_lives=True))
    token = client.token()
    client.server.remove(client.calendar, A)
    assert GONE in client.since(token).text


def test_pages_come_to_an_end_and_hold_everything(client: Client) -> None:
    odd(client, Quirks(delta_page=1))
    token = client.first
    pages: list[str] = []
    while not pages or "507" in pages[-1]:
        pages.append(client.since(token).text)
        token = re.findall(r"sync-token>([^<]+)<", pages[-1])[-1]
    assert len(pages) == 3
    assert [A in page for page in pages] == [True, False, False]
    assert [B in page for page in pages] == [False, True, True]


def test_tokens_in_seconds_repeat_until_time_passes(client: Client) -> None:
    odd(client, Quirks(tokens_in_seconds=True))
    assert A in client.since(client.token()).text
    client.server.time_passes()
    token = client.token()
    assert A not in client.since(token).text
    client.put(A, meeting("a"))
    assert A in client.since(token).text


@pytest.mark.parametrize(
    ("dead", "status", "told"),
    [
        ("403", 403, "valid-sync-token"),
        ("403 without a word", 403, "error"),
        ("409", 409, "valid-sync-token"),
        ("412", 412, "valid-sync-token"),
        ("everything", 207, A),
        ("nothing", 207, "sync-token"),
    ],
)
def test_a_dead_token_is_answered_as_the_flag_says(client: Client, dead: DeadToken, status: int, told: str) -> None:
    odd(client, Quirks(dead_token=dead))
    client.server.expire_tokens()
    answer = client.since(client.first)
    assert answer.status_code == status
    assert told in answer.text
    assert (A in answer.text) == (dead == "everything")
    assert ("valid-sync-token" in answer.text) == (told == "valid-sync-token")


# Reading


def test_a_multiget_says_what_is_missing_unless_the_flag_has_it_otherwise(client: Client) -> None:
    assert GONE in client.multiget(A, B).text
    silent = odd(client, Quirks(multiget_missing="silent")).multiget(A, B).text
    assert A in silent
    assert B not in silent
    assert odd(client, Quirks(multiget_missing="fails")).multiget(A, B).status_code == 404


def test_a_query_finds_what_overlaps(client: Client) -> None:
    moved = meeting("a", "RECURRENCE-ID:20261005T140000Z", start="20291005T140000Z", end="20291005T150000Z")
    event = moved[moved.index("BEGIN:VEVENT") : moved.index("END:VCALENDAR")]
    client.put(A, meeting("a", "RRULE:FREQ=DAILY;COUNT=1").replace("END:VCALENDAR", f"{event}END:VCALENDAR"))
    slot = ("20261005T000000Z", "20261006T000000Z")
    assert A not in client.query(*slot).text
    assert A in client.query("20291005T000000Z", "20291006T000000Z").text
    assert A in odd(client, Quirks(loose_time_range=True)).query(*slot).text
    assert odd(client, Quirks(calendar_query=False)).query(*slot).status_code == 403


def test_an_emoji_breaks_the_xml_where_the_flag_says_so(client: Client) -> None:
    client.put(A, meeting("a", "SUMMARY:🎯"))
    assert "🎯" in client.multiget(A).content.decode()
    assert "&#xD83D;" not in client.multiget(A).text
    assert "&#xD83D;" in odd(client, Quirks(breaks_emoji=True)).multiget(A).text


def test_reads_lag_until_time_passes(client: Client) -> None:
    odd(client, Quirks(lag=2))
    token = client.token()
    for title in ("one", "two", "three"):
        client.put(A, meeting("a", f"SUMMARY:{title}"))
    assert "SUMMARY:one" in client.ask("GET", A).text
    assert "SUMMARY:one" in client.since(token).text
    client.server.time_passes()
    assert "SUMMARY:three" in client.ask("GET", A).text
    assert "SUMMARY:three" in client.since(token).text


def test_reads_are_sent_elsewhere_and_answered_there(client: Client) -> None:
    answer = odd(client, Quirks(redirects=True)).ask("GET", A)
    assert answer.status_code == 302
    assert client.ask("GET", answer.headers["Location"]).status_code == 200
    assert client.put(A, meeting("a")).status_code == 204


@pytest.mark.parametrize("anonymous", [True, False])
def test_the_root_asks_who_is_there_unless_it_takes_anybody(client: Client, anonymous: bool) -> None:
    odd(client, Quirks(anonymous_root=anonymous))
    body = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'
    answer = request("PROPFIND", client.server.url, data=body, timeout=30)
    assert answer.status_code == (207 if anonymous else 401)
    assert "/principals/" not in answer.text
    assert "/principals/me/" in client.ask("PROPFIND", "/", body).text


# Writing


def test_a_uid_is_unique_as_far_as_the_flag_says(client: Client) -> None:
    other = client.server.make_calendar("Other")
    twin = client.put(B, meeting("a"))
    assert (twin.status_code, "no-uid-conflict" in twin.text) == (403, True)
    assert client.put(other + A, meeting("a")).status_code == 201
    client.server.remove(other, A)
    odd(client, Quirks(uid_scope="account", uid_conflict=409))
    assert client.put(other + A, meeting("a")).status_code == 409
    assert odd(client, Quirks(uid_scope="none")).put(B, meeting("a")).status_code == 201


def test_what_lies_in_the_trash_blocks_its_uid(client: Client) -> None:
    assert odd(client, Quirks(trash=True)).put(B, meeting("b")).status_code == 400
    assert odd(client, Quirks()).put(B, meeting("b")).status_code == 201


def test_an_event_without_end_is_refused_where_the_flag_says_so(client: Client) -> None:
    text = "\r\n".join(line for line in meeting("b").split("\r\n") if not line.startswith("DTEND"))
    assert client.put(B, text).status_code == 201
    refused = odd(client, Quirks(refuses_without_end=True)).put(B, text)
    assert (refused.status_code, "valid-calendar-data" in refused.text) == (403, True)


def test_a_renamed_event_stands_elsewhere(client: Client) -> None:
    told = odd(client, Quirks(renames="told")).put(B, meeting("b"))
    assert client.ask("GET", B).status_code == 404
    assert "UID:b" in client.ask("GET", told.headers["Location"]).text
    silent = odd(client, Quirks(renames="silent")).put("c.ics", meeting("c"))
    assert "Location" not in silent.headers
    assert "ETag" not in silent.headers
    assert client.put(A, meeting("a")).status_code == 204


@pytest.mark.parametrize(
    ("rewrite", "line", "made"),
    [
        (trims_titles, "SUMMARY:  two  words ", "SUMMARY:two words"),
        (shortens_titles, "SUMMARY:A title of more than twenty characters", "SUMMARY:A title of more than"),
        (collapses_blank_lines, r"DESCRIPTION:one\n\n \ntwo", r"DESCRIPTION:one\ntwo"),
        (drops_x_properties, "X-AFTERTOUCH-KEY:k", ""),
        (splits_categories, "CATEGORIES:one,two", "CATEGORIES:one\nCATEGORIES:two"),
        (drops_alarms, "BEGIN:VALARM\r\nTRIGGER:-PT10M\r\nEND:VALARM", ""),
    ],
)
def test_a_rewriting_changes_what_it_says(client: Client, rewrite: Rewrite, line: str, made: str) -> None:
    odd(client, Quirks(rewrites=(rewrite,))).put(A, meeting("a", line))
    expected = unfolded(meeting("a", *made.split("\n")) if made else meeting("a"))
    assert unfolded(client.server.text(client.calendar, A)) == expected


@pytest.mark.parametrize("rewrite", [adds_timezone, reorders, writes_in_utc])
def test_a_rewriting_keeps_what_an_event_says(client: Client, rewrite: Rewrite) -> None:
    text = meeting("a").replace("DTSTART:20261005T140000Z", "DTSTART;TZID=Europe/Vienna:20261005T160000")
    odd(client, Quirks(rewrites=(rewrite,))).put(A, text)
    stored = client.server.text(client.calendar, A)
    assert stored != text
    assert {"UID:a", "DTEND:20261005T150000Z"} < set(unfolded(stored))
    assert ("DTSTART:20261005T140000Z" in stored) == (rewrite is writes_in_utc)


def test_every_rewriting_may_be_done_twice() -> None:
    text = meeting("a", "SUMMARY:  x  ", "CATEGORIES:a,b", r"DESCRIPTION:a\n\nb", "X-A:1", f"LOCATION:{'é' * 100}")
    for rewrite in REWRITES:
        if rewrite is not adds_timezone:
            assert rewrite(rewrite(text)) == rewrite(text)


# Faults


def test_faults_happen_when_and_as_often_as_they_should(client: Client) -> None:
    server = client.server
    rule = server.fail(answering(refusal(507)), when=writes, times=2, skip=1)
    assert [client.put(A, meeting("a")).status_code for _ in range(4)] == [204, 507, 507, 204]
    assert rule.hits == 2
    server.fail(lost(), when=kind("PUT"))
    with pytest.raises(RequestException):
        client.put(B, meeting("b"))
    assert "UID:b" in server.text(client.calendar, B)
    server.fail(dropped(reset=True), when=nth(server.requests()[-1].asked.number + 1))
    with pytest.raises(RequestException):
        client.ask("DELETE", B)
    assert "UID:b" in server.text(client.calendar, B)
    server.fail(truncated(), when=kind("sync-collection"))
    with pytest.raises(RequestException):
        client.since("")
    assert [entry.status for entry in server.requests()[-3:]] == [0, 0, 0]
