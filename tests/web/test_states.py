"""The page when there is nothing to see yet, or something is in the way."""

import sqlite3
from contextlib import closing
from datetime import timedelta

from sync.service import reached
from sync.settings import load_file
from sync.web.gate import Gate
from sync.web.site import Site
from tests.sync.world import interview
from tests.web.page import MONDAY, Desk, Visitor
from tests.web.test_pages import words


def test_an_account_that_was_never_read_says_what_to_run(desk: Desk, visitor: Visitor) -> None:
    text = words(visitor.get().text)
    assert "Nothing was read yet. Run aftertouch sync" in text
    assert "never synced" in text


def test_no_account_at_all_says_what_to_run(desk: Desk, visitor: Visitor) -> None:
    desk.configure("")
    assert "There is no account yet. Run aftertouch init" in words(visitor.get().text)


def test_a_calendar_without_interviews_says_how_to_tag_one(desk: Desk, visitor: Visitor) -> None:
    desk.sync()
    text = words(visitor.get().text)
    assert "Nothing to do in the next 14 days." in text
    assert "Tag an interview in your calendar with #interview" in text


def test_no_configuration_says_what_to_run(desk: Desk, visitor: Visitor) -> None:
    desk.config.unlink()
    answer = visitor.get()
    assert answer.status_code == 503
    assert "Something is in the way" in answer.text
    assert "--config FILE" in answer.text


def test_a_mistake_in_the_configuration_is_told_and_the_page_goes_on_once_it_is_mended(
    demo: Desk, visitor: Visitor
) -> None:
    whole = demo.config.read_text(encoding="utf-8")
    demo.config.write_text(whole.replace("America/New_York", "Atlantis"), encoding="utf-8")
    assert "Atlantis" in visitor.get().text
    demo.config.write_text(whole, encoding="utf-8")
    assert visitor.get().status_code == 200


def test_what_is_kept_here_and_damaged_is_told_with_its_cure(demo: Desk, visitor: Visitor) -> None:
    (ledger,) = demo.state.glob("*.sqlite")
    ledger.write_bytes(b"no database at all" * 1000)
    text = words(visitor.get().text)
    assert "is damaged" in text
    assert "the next aftertouch sync rebuilds it" in text


def test_one_account_that_cannot_be_looked_at_does_not_hide_the_other(demo: Desk, visitor: Visitor) -> None:
    other = demo.folder / "other"
    other.mkdir()
    accounts = "".join(
        f'[[accounts]]\nname = "{name}"\nprovider = "vdir"\npath = "{path}"\n'
        for name, path in (("home", demo.calendar), ("other", other))
    )
    demo.configure(accounts)
    demo.sync()
    with closing(sqlite3.connect(demo.state / "other.sqlite")) as ledger:
        ledger.execute("PRAGMA user_version = 999")
    text = words(visitor.get().text)
    assert "it can&#39;t be looked at" in text or "It can&#39;t be looked at" in text
    assert "was written by a newer version of aftertouch" in text
    assert "Email Jane Doe (Acme): thank-you" in text


def test_an_account_that_rests_says_so(demo: Desk, visitor: Visitor) -> None:
    settings = load_file(demo.config)
    with reached(settings, settings.accounts[0], now=MONDAY) as (_, ledger):
        ledger.set_fact("paused", "yes")
    assert "aused; aftertouch resume home goes on" in words(visitor.get().text)


def test_what_a_sync_changes_is_seen_at_the_next_look(demo: Desk, visitor: Visitor) -> None:
    assert "Hooli" not in visitor.get().text
    text = (demo.calendar / "acme.ics").read_text(encoding="utf-8")
    demo.put("acme.ics", text.replace("Acme", "Hooli"))
    demo.sync()
    assert "Hooli" in visitor.get().text


def test_what_is_ready_serves_until_something_changes(demo: Desk) -> None:
    gate = Gate(host="127.0.0.1", port=1)
    site = Site(gate=gate, settings=lambda: load_file(demo.config), clock=lambda: demo.now)
    site.get_ready()
    ready = site._seen
    assert ready is not None
    site.get_ready()
    assert site._seen is ready
    (demo.calendar / "acme.ics").unlink()
    demo.sync()
    site.get_ready()
    assert site._seen is not ready


def test_what_may_be_an_interview_is_asked_about_until_it_begins(desk: Desk, visitor: Visitor) -> None:
    desk.put("a.ics", interview("a", MONDAY + timedelta(hours=1), title="Interview <b>Globex</b> `x`", description=""))
    desk.sync()
    text = visitor.get().text
    assert "Tag it?</h2>" in text
    assert "&#34;Interview &lt;b&gt;Globex&lt;/b&gt; `x`&#34; on Mon 5 Oct 10:00 looks like an interview" in text
    assert "(write #interview into its title)" in text
    desk.now += timedelta(hours=1)
    assert "Tag it?" not in visitor.get().text


def test_a_bug_is_told_and_the_page_goes_on(desk: Desk, visitor: Visitor) -> None:
    desk.now = desk.now.replace(tzinfo=None)
    answer = visitor.get()
    assert answer.status_code == 500
    assert "This is a bug" in answer.text
    desk.now = MONDAY
    assert visitor.get().status_code == 200
