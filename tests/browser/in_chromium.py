"""The page in a real Chromium without JavaScript of its own, as a person uses it; run by `make test-browser`.

Not named as pytest's own files are, since `make test` needs neither a browser nor selenium. With `PICTURES=DIR` every
page that is looked at is kept there as a PNG.
"""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.chromium import browser, look_like, picture
from tests.sync.world import interview
from tests.web.page import MONDAY, Desk, opened

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {},
    "phone": {"width": 375},
    "narrowest": {"width": 320},
    "dark": {"dark": True},
    "dark phone": {"width": 375, "dark": True},
    "print": {"width": 800, "media": "print"},
}


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(folder=tmp_path)


@pytest.fixture
def demo(desk: Desk) -> Desk:
    desk.play_demo()
    desk.now += timedelta(days=1, hours=3)
    desk.sync()
    return desk


@pytest.fixture
def page(chromium: webdriver.Chrome, desk: Desk) -> Iterator[webdriver.Chrome]:
    """The first page, entered by the address that is printed."""
    with opened(desk) as gate:
        look_like(chromium)
        chromium.get(gate.address)
        yield chromium
        chromium.get("about:blank")  # what is still being loaded ends before its server does
        untyped: Any = chromium
        complaints = [entry["message"] for entry in untyped.get_log("browser")]
        assert [one for one in complaints if "403" not in one and "503" not in one] == []


def press(page: webdriver.Chrome, text: str) -> None:
    """A link or a button by its words."""
    page.find_element(By.XPATH, f"//main//*[self::a or self::button][normalize-space()='{text}']").click()


def shows(page: webdriver.Chrome, text: str) -> None:
    """The page, or the one that is about to take its place, has these words on it."""
    waiting = WebDriverWait(page, 20, ignored_exceptions=(WebDriverException,))  # asked in the middle of the change
    waiting.until(lambda _: text in str(page.execute_script("return document.body.innerText")), text)


def open_application(page: webdriver.Chrome, company: str) -> None:
    press(page, company)
    WebDriverWait(page, 20).until(lambda _: page.title.startswith(company), company)


def is_for_everybody(page: webdriver.Chrome, name: str) -> None:
    """Axe finds nothing, and nothing is wider than the window."""
    if folder := os.environ.get("PICTURES"):
        (Path(folder) / f"{name.replace(' ', '-')}.png").write_bytes(picture(page))
    page.execute_script(AXE)
    found = page.execute_async_script("axe.run(document, arguments[0]).then(arguments[1])", RULES)
    told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
    assert told == [], name
    assert len(found["passes"]) > 10
    width, window = page.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert width <= window, name


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_for_everybody(demo: Desk, page: webdriver.Chrome, look: str) -> None:
    look_like(page, **LOOKS[look])
    is_for_everybody(page, f"{look} overview")
    for company in ("Globex", "Acme"):
        open_application(page, company)
        is_for_everybody(page, f"{look} {company}")
        page.get(f"{page.current_url}?decision=30+Oct&stage=decision")
        is_for_everybody(page, f"{look} {company} what if")
        page.get(page.current_url.partition("applications")[0])


def test_what_keeps_people_out_would_be_found(demo: Desk, page: webdriver.Chrome) -> None:
    page.execute_script("document.querySelector('h1').style.color = '#bbb'; document.title = ''")
    with pytest.raises(AssertionError, match="color-contrast"):
        is_for_everybody(page, "broken on purpose")


def test_the_address_is_clean_at_once_and_the_key_is_in_no_history(demo: Desk, page: webdriver.Chrome) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", page.current_url)
    port = page.current_url.rpartition(":")[2].strip("/")
    (cookie,) = [one for one in page.get_cookies() if one["name"] == f"aftertouch-{port}"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert page.execute_script("return document.cookie") == ""


def test_without_javascript_everything_is_there(demo: Desk, page: webdriver.Chrome) -> None:
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.refresh()
        shows(page, "Email Maria Silva (Globex): thank-you")
        open_application(page, "Globex")
        page.find_element(By.ID, "decision").send_keys("30 Oct", Keys.ENTER)
        WebDriverWait(page, 20).until(lambda _: "they decide Fri 30 Oct 2026" in page.page_source)
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_what_if_is_asked_and_writes_nothing(demo: Desk, page: webdriver.Chrome) -> None:
    before = demo.files()
    open_application(page, "Globex")
    Select(page.find_element(By.ID, "stage")).select_by_visible_text("another interview")
    press(page, "Show me")
    shows(page, "More interviews follow; they decide Fri 16 Oct 2026")
    assert page.find_elements(By.CSS_SELECTOR, "tr.goes")
    assert Select(page.find_element(By.ID, "stage")).first_selected_option.text == "another interview"
    assert demo.files() == before


def test_what_was_deleted_is_brought_back(demo: Desk, page: webdriver.Chrome) -> None:
    demo.now -= timedelta(days=1, hours=2)
    open_application(page, "Acme")
    press(page, "Bring it back")
    shows(page, "Brought back: Email Bob Ray (Acme): thank-you")
    assert demo.ours("Email Bob Ray").is_file()
    page.refresh()
    assert page.find_elements(By.CSS_SELECTOR, "#follow-ups")
    assert not page.find_elements(By.CSS_SELECTOR, ".told")


def test_what_is_done_is_said_and_taken_back(demo: Desk, page: webdriver.Chrome) -> None:
    open_application(page, "Acme")
    press(page, "It is done")
    shows(page, "done, as you say")
    is_for_everybody(page, "done")
    press(page, "Not done after all")
    shows(page, "Not marked any more")


def test_what_was_missed_says_what_to_do_now(demo: Desk, page: webdriver.Chrome) -> None:
    demo.now += timedelta(days=1)
    page.refresh()
    open_application(page, "Globex")
    press(page, "I missed it")
    shows(page, "Do it now:")
    is_for_everybody(page, "missed")


def test_an_open_question_is_answered(desk: Desk, page: webdriver.Chrome) -> None:
    desk.put("i.ics", interview(at=MONDAY + timedelta(hours=5), description="Interviewers: Jane Doe"))
    desk.sync()
    page.refresh()
    open_application(page, "Acme")
    is_for_everybody(page, "questions")
    page.find_element(By.ID, "q-decision").send_keys("whenever", Keys.ENTER)
    shows(page, '"whenever" is not a date I understand')
    is_for_everybody(page, "an answer that can't be read")
    page.find_element(By.ID, "q-decision").send_keys("29 Oct", Keys.ENTER)
    shows(page, "They decide Thu 29 Oct 2026")


def test_the_keyboard_leads_to_the_content_first_and_shows_where_it_is(demo: Desk, page: webdriver.Chrome) -> None:
    page.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = page.switch_to.active_element
    assert skip.text == "Skip to the content"
    assert skip.rect["y"] >= 0
    assert skip.value_of_css_property("outline-style") == "solid"
    skip.send_keys(Keys.ENTER)
    assert page.switch_to.active_element.get_attribute("id") == "content"


def test_a_page_that_is_empty_or_in_the_way_is_for_everybody_too(desk: Desk, page: webdriver.Chrome) -> None:
    is_for_everybody(page, "never read")
    desk.sync()
    page.refresh()
    shows(page, "Nothing to do in the next 14 days")
    is_for_everybody(page, "empty")
    desk.configure("[[accounts]]\n")
    page.refresh()
    shows(page, "Something is in the way")
    is_for_everybody(page, "in the way")


def test_a_second_visitor_is_told_how_to_get_in(demo: Desk, page: webdriver.Chrome) -> None:
    page.delete_all_cookies()
    page.refresh()
    shows(page, "open the address that aftertouch web printed")
    is_for_everybody(page, "not in")


def test_a_link_on_another_page_shows_nothing_until_the_person_goes_on(
    demo: Desk, page: webdriver.Chrome, tmp_path: Path
) -> None:
    origin = page.current_url
    elsewhere = tmp_path / "elsewhere.html"
    form = f'<form method="post" action="{origin}restore"><button id="f">x</button></form>'
    elsewhere.write_text(f'<a id="l" href="{origin}">x</a>{form}', encoding="utf-8")
    for what in ("l", "f"):
        page.get(elsewhere.as_uri())
        page.find_element(By.ID, what).click()
        shows(page, "You are not in yet")
    press(page, "Go on to the page")
    shows(page, "What to do next")
