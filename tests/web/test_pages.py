"""What stands on the pages."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tests.jargon import jargon_in
from tests.sync.world import interview
from tests.web.page import MONDAY, Desk, Visitor

HOSTILE = "<script>alert(1)</script>\"' onload=x {{ 7*7 }} \u202egnp.exe \x1b[31m"
SUPPOSED = "?decision=30+Oct&stage=decision"


class Outline(HTMLParser):
    """Landmarks, headings, and what is named."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.refers: set[str] = set()
        self.labels: set[str] = set()
        self.inputs: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes |= found.keys()
        self.ids += filter(None, [found.get("id")])
        self.refers |= set(f"{found.get('aria-labelledby', '')} {found.get('aria-describedby', '')}".split())
        if tag == "a" and (link := found.get("href") or "").startswith("#"):
            self.refers.add(link[1:])
        if tag == "label":
            self.labels.add(found.get("for") or "")
        if tag in {"input", "select"} and found.get("type") != "hidden":
            self.inputs.add(found.get("id") or "")


def words(text: str) -> str:
    """What a reader reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def pages(visitor: Visitor) -> dict[str, str]:
    overview = visitor.get().text
    links = sorted(set(re.findall(r'href="(/applications/\w+)"', overview)))
    found = {"/": overview} | {link: visitor.get(link).text for link in links}
    return found | {f"{link}{SUPPOSED}": visitor.get(f"{link}{SUPPOSED}").text for link in links}


def test_the_first_page_tells_what_to_do_next_and_every_application(demo: Desk, visitor: Visitor) -> None:
    text = words(visitor.get().text)
    assert "Email Jane Doe (Acme): thank-you" in text
    assert "Tomorrow, Tue 6 Oct 2026" in text
    for company in ("Acme", "Globex", "Initech", "Umbrella"):
        assert company in text
    assert "fine, last synced Mon 5 Oct 2026" in text


def test_what_could_not_be_read_stands_in_the_words_of_status(demo: Desk, visitor: Visitor) -> None:
    text = visitor.get().text
    assert "Needs your attention" in text
    assert "&#34;sometime soonish&#34; is not a date I understand; write for example" in text


def test_an_application_tells_its_timeline_and_each_follow_up_with_draft_link_and_reason(
    demo: Desk, visitor: Visitor
) -> None:
    text = visitor.get(visitor.application("Globex")).text
    told = words(text)
    assert re.search(r"Globex final round Tue 6 Oct 2026 10:00", told)
    assert "It is really decided about then, before the paperwork Wed 14 Oct 2026" in told
    assert "They decide Fri 16 Oct 2026" in told
    assert re.search(r"Post a letter to Maria Silva .*?, arrives Thu 8 Oct 2026", told)
    assert "Dear Maria Silva," in told
    assert 'href="mailto:maria@globex.example?subject=' in text
    assert "Send it to: Maria Silva, Globex, 1 Harbour Street, Springfield" in told
    assert "Mon 12 Oct is Columbus Day" in told


def test_a_draft_is_saved_as_the_file_that_drafts_writes(demo: Desk, visitor: Visitor) -> None:
    page = visitor.get(visitor.application("Globex")).text
    saved = [visitor.get(link) for link in re.findall(r'href="(/drafts/[^"]+)"', page)]
    names = [answer.headers["Content-Disposition"] for answer in saved]
    assert len(names) == 4
    assert all(re.search(r"-maria-silva-\w{8}\.(eml|html|txt)", name) for name in names)
    assert all(name.startswith("attachment;") for name in names)
    assert b"Dear Maria Silva," in saved[1].content
    assert visitor.get("/drafts/home/nothing").status_code == 404


def test_what_is_past_is_done_and_the_present_moves_on(demo: Desk, visitor: Visitor) -> None:
    page = visitor.application("Acme")
    demo.now += timedelta(days=1, hours=13)
    assert "done, as far as the calendar tells" in visitor.get(page).text
    assert "Tomorrow, Wed 7 Oct 2026" in visitor.get().text


def test_an_hour_elsewhere_is_told_with_its_zone_and_the_hour_at_home(desk: Desk, visitor: Visitor) -> None:
    desk.put("i.ics", interview(at=MONDAY, description="Timezone: Europe/London\\nDecision: 2026-10-08"))
    desk.sync()
    text = words(visitor.get(visitor.application("Acme")).text)
    assert re.search(r"\w{3} \d+ Oct 2026 \d\d:\d\d BST \(\d\d:\d\d at home\)", text)


@pytest.mark.parametrize("field", ["title", "description"])
def test_what_an_invitation_says_is_text_and_nothing_else(desk: Desk, visitor: Visitor, field: str) -> None:
    texts = {"title": f"{HOSTILE} #interview", "description": f"Company: {HOSTILE}\\nInterviewers: {HOSTILE}"}
    desk.put("i.ics", interview(at=MONDAY, **{"title": "Interview with Acme #interview", field: texts[field]}))
    desk.sync()
    for text in pages(visitor).values():
        assert "<script" not in text
        assert "\u202e" not in text
        assert "\x1b" not in text
        assert not [name for name in Outline(text).attributes if name.startswith("on")]
        assert "49 " not in words(text)


def test_no_page_has_scripts_inline_styles_or_anything_from_elsewhere(demo: Desk, visitor: Visitor) -> None:
    for text in pages(visitor).values():
        assert not re.search(r"<script|<iframe|<style|\sstyle=|\son\w+=|javascript:", text)
        assert not re.search(r'(?:src|href|action)="(?!/|#|mailto:|tel:)', text)


def test_every_page_has_landmarks_headings_in_order_and_labels(demo: Desk, visitor: Visitor) -> None:
    for path, text in pages(visitor).items():
        outline = Outline(text)
        assert text.startswith('<!doctype html>\n<html lang="en">'), path
        assert {"header", "main", "nav", "footer"} <= set(outline.tags), path
        levels = [int(tag[1]) for tag in outline.tags if re.fullmatch(r"h\d", tag)]
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        assert len(outline.ids) == len(set(outline.ids)), path
        assert outline.refers <= set(outline.ids), path
        assert outline.inputs <= outline.labels, path


def test_no_page_speaks_jargon(demo: Desk, visitor: Visitor) -> None:
    for path, text in pages(visitor).items():
        assert not jargon_in(words(text)), path


def test_what_was_deleted_is_told_and_not_among_what_to_do(demo: Desk, visitor: Visitor) -> None:
    text = visitor.get(visitor.application("Acme")).text
    assert "deleted by you" in text
    assert "Email Bob Ray" not in visitor.get().text.partition('id="applications"')[0]


def test_two_rounds_of_one_application_stand_on_one_page(desk: Desk, visitor: Visitor) -> None:
    desk.put("one.ics", interview(uid="one", at=MONDAY - timedelta(days=7), title="Phone screen: Acme #interview"))
    desk.put("two.ics", interview(uid="two", at=MONDAY + timedelta(days=1), title="Acme final round #interview"))
    desk.put("other.ics", interview(uid="other", at=MONDAY, title="Interview with Globex #interview"))
    desk.sync()
    text = visitor.get(visitor.application("Acme")).text
    assert "Acme final round" in text
    assert "Phone screen" in text
    assert "Globex" not in text


def test_follow_ups_whose_interview_is_gone_are_still_shown(demo: Desk, visitor: Visitor) -> None:
    (demo.calendar / "acme.ics").unlink()
    demo.sync()
    assert "Email Bob Ray" in visitor.get(visitor.application("Interviews that are gone")).text


def test_an_address_that_leads_nowhere_says_so(visitor: Visitor) -> None:
    answer = visitor.get("/applications/nothing")
    assert answer.status_code == 404
    assert "leads nowhere" in answer.text
