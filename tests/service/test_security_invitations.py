"""Somebody who sends the person an invitation: what their words may do, and what they never do."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.plan import plan
from planner.recognise import recognise
from planner.understanding.tags import find_tag
from planner.values import Event, InterviewPlan, Person, Preferences, Source
from providers.google.descriptions import plain, written
from sync.keys import Identity, key
from sync.observe import Place, observe
from sync.playbooks import load_playbook
from sync.render import writing
from sync.settings import CaldavAccount, GoogleAccount, Settings, VdirAccount, preferences
from tests.planner.events import HOME, START, attendee, event, having, invitation
from tests.service.rig import FolderClient, Rig, interview, next_weekday, word

BOOK = load_playbook(None)
STRANGER = Person(name="Mallory", email="mallory@evil.example")
NOW = START - timedelta(days=1)
MINE = event("Interview with Globex #interview", "Stage: decision\nDecision: in 14 days", uid="mine")


def plans(*events: Event, wishes: Preferences = HOME) -> dict[str, InterviewPlan]:
    found = plan(recognise(events, wishes), BOOK, now=NOW)
    return {one.interview.source.uid: one for one in found}


def touches(one: InterviewPlan) -> list[tuple[object, ...]]:
    return [(f.step, f.to, f.at, f.arrives, f.title) for f in one.follow_ups]


def theirs(title: str, description: str = "", **fields: Any) -> Event:
    return invitation(title, description, uid="theirs", organizer=STRANGER, **fields)


@pytest.mark.parametrize("answer", ["NEEDS-ACTION", "", "DELEGATED"])
@pytest.mark.parametrize(
    "tagged",
    [
        {"title": "#interview Acme"},
        {"title": "Acme", "description": "#interview outcome=accepted"},
        {"title": "Acme", "description": "&#35;interview"},
        {"title": "Acme", "categories": ("interview",)},
        {
            "title": "Globex",
            "description": "#interview\nCompany: Globex\nOutcome: accepted\nCalls: no\nDecision: today",
        },
    ],
)
def test_an_invitation_that_was_not_accepted_tags_nothing_and_changes_no_other_plan(
    tagged: dict[str, Any], answer: str
) -> None:
    found = plans(MINE, theirs(answer=answer, **tagged))
    assert found["theirs"].follow_ups == ()
    assert touches(found["mine"]) == touches(plans(MINE)["mine"])


@pytest.mark.parametrize("provider", ["vdir", "caldav"])
def test_a_colour_that_comes_with_an_invitation_is_no_tag(provider: str) -> None:
    settings = Settings.model_validate({"tags": {"google_colors": ["tomato"]}})
    accounts: dict[str, VdirAccount | CaldavAccount] = {
        "vdir": VdirAccount(name="a", provider="vdir", path=Path("c")),
        "caldav": CaldavAccount(name="a", provider="caldav", url="https://dav.example.org/"),
    }
    at_google = GoogleAccount(name="a", provider="google", client_secrets=Path("c"))
    one = theirs("Acme", color="11", answer="NEEDS-ACTION")
    assert find_tag(one, preferences(settings, accounts[provider])) is None
    assert find_tag(one, preferences(settings, at_google)) is not None


@pytest.mark.parametrize("outcome", ["accepted", "offer"])
def test_an_outcome_that_an_organizer_writes_ends_their_own_plan_alone(outcome: str) -> None:
    tags: list[dict[str, str]] = [{"title": "Acme #interview"}, {"title": "Acme", "color": "11"}]
    for tag in tags:
        wishes = having(colors=("11",), extensions=True)
        one = theirs(description=f"Outcome: {outcome}", **tag)
        found = plans(MINE, one, wishes=wishes)
        assert touches(found["mine"]) == touches(plans(MINE, wishes=wishes)["mine"]) != []
        assert any("somebody else's event" in note for note in found["theirs"].notes)


def test_an_outcome_in_the_persons_own_words_ends_every_plan() -> None:
    own = event("Acme #interview", "Outcome: accepted", uid="own")
    assert plans(MINE, own)["mine"].follow_ups == ()


def test_on_one_day_at_one_company_the_persons_own_facts_count_and_not_an_organizers() -> None:
    later: dict[str, Any] = {"start": START + timedelta(hours=2)}
    facts = "Company: Globex\nCalls: no\nLetters: no\nDecision: tomorrow\nOutcome: rejected\nAddress: 1 Evil Street"
    mine = event("Interview with Globex #interview", f"{MINE.description}\nInterviewers: Jane Doe", uid="mine")
    harmless = plans(mine, theirs("Interview with Globex #interview", **later))
    harmful = plans(mine, theirs("Interview with Globex #interview", facts, **later))
    assert touches(harmful["theirs"]) == touches(harmless["theirs"]) != []
    assert harmful["theirs"].follow_ups[0].to.name == "Jane Doe"


def test_a_note_stays_with_its_invitation_whatever_is_planted_at_the_same_hour() -> None:
    note = event("#interview decision=in 14 days", uid="note")
    real = invitation("Interview with Acme", uid="real")
    planted = theirs("Interview with Evil", answer="NEEDS-ACTION", start=START - timedelta(minutes=5), hours=2)
    (found,) = recognise((note, real, planted), HOME, attached={note.source: real.source})
    assert found.attached == Source(uid="real")


def test_an_invitation_that_carries_our_marks_is_neither_an_interview_nor_a_follow_up() -> None:
    identity = Identity(source=Source(uid="mine"), step="thank-you", slot="0")
    marks = {"version": "1", "source": "mine", "step": "thank-you", "slot": "0", "generation": "0"}
    uid = key(identity, 0)
    planted = theirs("#interview outcome=accepted", marks=tuple({**marks, "key": uid}.items()))
    planted = replace(planted, source=Source(uid=uid))
    place = Place(calendar="c", href=f"{uid}.ics", etag="e")
    assert find_tag(planted, HOME) is None
    assert observe(planted, place, "UTC") is None
    assert observe(replace(planted, attendees=()), place, "UTC") is not None


def test_an_invitation_among_whose_guests_the_person_is_not_found_and_nobody_answered_tags_nothing() -> None:
    guests = (attendee("A", "a@evil.example", "NEEDS-ACTION"), attendee("B", "b@evil.example", "NEEDS-ACTION"))
    unknown = event("#interview Acme", organizer=STRANGER, attendees=guests, uid="theirs")
    assert plans(unknown)["theirs"].follow_ups == ()


TEMPLATES = ["{0.__class__}", "{interview.__init__.__globals__}", "{{7*7}}", "%s%n", "$HOME `id` $(id)", "{company}"]


@pytest.mark.parametrize("text", TEMPLATES)
def test_what_looks_like_a_template_is_text(text: str) -> None:
    one = event(f"Interview with Acme {text} #interview", f"Company: Acme\nInterviewers: Jane {text}\nNotes: {text}")
    (planned,) = plans(one).values()
    assert planned.follow_ups
    for follow_up in planned.follow_ups:
        told = writing(follow_up, planned.interview, first=True, reminder=None, hashtag="#interview")
        assert "Jane" in told.fields.title
        assert text.split(maxsplit=1)[0] in told.fields.description


@given(
    st.text(alphabet="#&;x2335intervwINTERVIEW \u200b", max_size=30), st.sampled_from(["#interview", "##interview", ""])
)
def test_nothing_that_is_written_holds_the_hashtag_however_it_was_spelt(text: str, more: str) -> None:
    (planned,) = plans(event(f"Acme {text}{more} x #interview", f"Interviewers: Jane {more}{text}")).values()
    for follow_up in planned.follow_ups:
        fields = writing(follow_up, planned.interview, first=True, reminder=None, hashtag="#interview").fields
        copy = event(fields.title, fields.description, location=fields.location)
        assert find_tag(copy, HOME) is None


MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</a><a href='javascript:x'>",
    "&lt;b&gt;",
    "<!--",
]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_stands_as_text_where_descriptions_are_html(text: str) -> None:
    sent = written(f'After: "Acme {text}"')
    assert not any(f"<{sign}" in sent for sign in "abcdefghijklmnopqrstuvwxyz/!?")
    assert plain(sent) == f'After: "Acme {text}"'


def test_no_word_of_an_invitation_becomes_a_property_or_another_event(tmp_path: Path) -> None:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    evil = "\\nATTENDEE:mailto:victim@example.org\\r\\nEND:VEVENT\\nBEGIN:VEVENT\\nX-AFTERTOUCH-KEY:x"
    uid = 'a";X=y:b\\nATTENDEE:mailto:victim@example.org'
    text = interview(
        uid,
        at=next_weekday(),
        title=f"Interview with Acme{evil} #interview",
        description=f'Stage: decision\\nDecision: in 14 days\\nInterviewers: Jane Doe\\, "x"<j@acme.example>{evil}',
    )
    rig.put_foreign("interview.ics", text)
    rig.sync()
    assert rig.follow_ups()
    for stored in rig.follow_ups().values():
        lines = stored.replace("\r\n ", "").splitlines()
        assert not [line for line in lines if line.startswith(("ATTENDEE", "ORGANIZER"))]
        assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
        assert word(stored, "UID") == word(stored, "X-AFTERTOUCH-KEY")
    assert rig.sync()["unchanged"] == len(rig.follow_ups())
    rig.untouched()


@pytest.mark.parametrize("uid", ["../../evil", "/etc/passwd", "..", "a/b", ".hidden", "x" * 3000, "con", "a\\0b"])
def test_a_uid_never_makes_a_path(uid: str, tmp_path: Path) -> None:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview(uid))
    rig.sync()
    names = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.suffix == ".ics"]
    assert {name.parent for name in names} == {Path("calendar")}
    assert all(len(name.stem) == 52 and name.stem.isalnum() for name in names if name.stem != "interview")
    assert len(names) > 1
