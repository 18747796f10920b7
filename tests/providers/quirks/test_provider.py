"""What the provider makes of odd answers to its own requests."""

from typing import Literal

import pytest

from providers.caldav import CalDav
from providers.errors import Changed, Exists, Missing, Refused
from providers.interface import FIELDS
from tests.dav.quirks import Quirks, Rewrite
from tests.dav.rewriting import REWRITES
from tests.dav.server import PASSWORD, USERNAME, DavServer, dav_server
from tests.providers.drafts import LOOK, WINDOW, draft, meeting, says, wanted

ALL = frozenset(FIELDS)
MOVED = draft(title="Call Jane", location="")


def account(server: DavServer) -> CalDav:
    return CalDav(server.url, USERNAME, PASSWORD, LOOK)


@pytest.mark.parametrize("quirks", [Quirks(put_etag="weak"), Quirks(put_etag="none"), Quirks(weak_etags=True)], ids=str)
def test_only_a_strong_etag_vouches_for_what_was_sent(quirks: Quirks) -> None:
    with dav_server(quirks) as server:
        calendar, provider = server.make_calendar("Personal"), account(server)
        created = provider.create(calendar, draft())
        assert created.etag == ""
        standing = provider.get(calendar, created.href, None)
        assert provider.update(calendar, standing.href, standing.etag, MOVED, ALL).etag == ""


def test_an_event_is_found_where_the_server_says_that_it_put_it() -> None:
    with dav_server(Quirks(renames="told")) as server:
        calendar, provider = server.make_calendar("Personal"), account(server)
        created = provider.create(calendar, draft())
        assert [created.href] == [f"/me/personal/{name}" for name in server.texts(calendar)]
        standing = provider.get(calendar, created.href, None)
        provider.update(calendar, standing.href, standing.etag, MOVED, ALL)
        (event,) = provider.get(calendar, created.href, None).events
        assert says(event) == wanted(MOVED)


def test_an_event_that_stands_at_another_address_is_not_made_again() -> None:
    with dav_server(Quirks(renames="silent")) as server:
        calendar, provider = server.make_calendar("Personal"), account(server)
        provider.create(calendar, draft())
        with pytest.raises(Exists):
            provider.create(calendar, draft())


@pytest.mark.parametrize("quirks", [Quirks(ignores_if_none_match=True), Quirks(ignores_if_match=True)], ids=str)
def test_nothing_is_overwritten_by_a_server_that_ignores_conditions(quirks: Quirks) -> None:
    with dav_server(quirks) as server:
        calendar, provider = server.make_calendar("Personal"), account(server)
        created = provider.create(calendar, draft())
        name = f"{draft().key}.ics"
        server.put(calendar, name, server.text(calendar, name).replace("Room 1", "Room 2"))
        before = server.texts(calendar)
        with pytest.raises(Exists):
            provider.create(calendar, MOVED)
        with pytest.raises(Changed):
            provider.update(calendar, created.href, created.etag, MOVED, ALL)
        with pytest.raises(Changed):
            provider.delete(calendar, created.href, created.etag)
        assert server.texts(calendar) == before


@pytest.mark.parametrize("rewrite", REWRITES)
def test_what_a_server_makes_of_an_event_can_be_read_and_updated_again(rewrite: Rewrite) -> None:
    with dav_server(Quirks(rewrites=(rewrite,))) as server:
        calendar, provider = server.make_calendar("Personal"), account(server)
        created = provider.create(calendar, draft())
        standing = provider.get(calendar, created.href, None)
        assert not standing.problem
        provider.update(calendar, standing.href, standing.etag, MOVED, ALL)
        (event,) = provider.get(calendar, created.href, None).events
        assert (event.title, event.location) == ("Call Jane", "")


def test_an_event_without_dtend_that_the_server_refuses_is_refused() -> None:
    with dav_server(Quirks(refuses_without_end=True)) as server:
        calendar, provider = server.make_calendar("Personal"), account(server)
        provider.create(calendar, draft())
        name = f"{draft().key}.ics"
        server.put(calendar, name, _without_end(server.text(calendar, name)))
        standing = provider.get(calendar, draft().key, None)
        with pytest.raises(Refused, match="valid-calendar-data"):
            provider.update(calendar, standing.href, standing.etag, MOVED, frozenset({"title"}))


def _without_end(text: str) -> str:
    return "\r\n".join(line for line in text.split("\r\n") if not line.startswith("DTEND"))


@pytest.mark.parametrize("quirks", [Quirks(anonymous_root=True), Quirks(redirects=True)], ids=str)
def test_the_calendars_are_found(quirks: Quirks) -> None:
    with dav_server(quirks) as server:
        calendar = server.make_calendar("Personal")
        for url in (server.url, server.home, calendar):
            found = CalDav(url, USERNAME, PASSWORD, LOOK).calendars()
            assert [(one.id, one.name) for one in found] == [(calendar, "Personal")]


def test_an_event_with_an_emoji_is_read_where_the_server_makes_broken_xml_of_it() -> None:
    with dav_server(Quirks(breaks_emoji=True)) as server:
        calendar = server.make_calendar("Personal")
        server.put(calendar, "a.ics", meeting("a", "SUMMARY:#interview 🎯"))
        server.put(calendar, "b.ics", meeting("b", "SUMMARY:#interview"))
        items = account(server).changes(calendar, "", {}, WINDOW).items
        assert sorted(item.events[0].title for item in items) == ["#interview", "#interview 🎯"]


@pytest.mark.parametrize("renames", ["told", "silent"])
def test_an_event_of_ours_is_found_by_its_key_wherever_the_server_put_it(renames: Literal["told", "silent"]) -> None:
    with dav_server(Quirks(renames=renames)) as server:
        calendar, provider = server.make_calendar("Personal"), account(server)
        server.put(calendar, "copy.ics", meeting(f"{draft().key}-copy"))
        with pytest.raises(Missing):
            provider.get(calendar, draft().key, None)
        provider.create(calendar, draft())
        found = provider.get(calendar, draft().key, None)
        assert says(found.events[0]) == wanted(draft())
        assert found.href.removeprefix("/me/personal/") in server.texts(calendar)


@pytest.mark.parametrize("quirks", [Quirks(calendar_query=False), Quirks()], ids=str)
def test_what_is_not_there_is_missing_whatever_the_server_takes(quirks: Quirks) -> None:
    with dav_server(quirks) as server, pytest.raises(Missing):
        account(server).get(server.make_calendar("Personal"), draft().key, None)
