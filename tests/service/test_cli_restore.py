"""`aftertouch restore`: what comes back, and what is said of that which can't."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.service.rig import FolderClient, Rig, interview, next_weekday


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """The person has deleted the email."""
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview())
    rig.sync()
    rig.client.delete(rig.named("Email"))
    rig.sync()
    return rig


def test_what_was_deleted_comes_back_and_nothing_more_is_said(rig: Rig) -> None:
    outcome = rig.run("restore", "Email")
    assert (outcome.code, outcome.err) == (0, "")
    assert "Email Jane Doe" in outcome.out
    assert rig.named("Email")


def test_what_is_past_and_of_no_use_any_more_is_said_with_the_plan_s_reason(rig: Rig) -> None:
    rig.put_foreign("interview.ics", interview(at=next_weekday() - timedelta(days=35)))
    outcome = rig.run("restore", "--all")
    assert outcome.code == 0
    assert "Email Jane Doe (Acme): thank-you: not brought back: " in outcome.err
    assert "too late to be of use" in outcome.err
    assert not any(title.startswith("Email") for title in rig.titles())


def test_what_belongs_to_an_interview_that_is_gone_is_not_wanted_any_more(rig: Rig) -> None:
    rig.delete_foreign("interview.ics")
    outcome = rig.run("restore", "--all")
    assert outcome.code == 0
    assert "not brought back: the plan does not want it any more" in outcome.err


def test_what_is_wanted_back_and_not_written_yet_can_be_explained(rig: Rig) -> None:
    rig.put_foreign("interview.ics", interview(at=next_weekday() - timedelta(days=35)))
    rig.run("restore", "--all")
    outcome = rig.run("explain", "Email", "Acme")
    assert outcome.code == 0
    assert "wanted back by you, and not written yet" in outcome.out
    assert "too late to be of use" in outcome.out


def test_nothing_to_bring_back_is_said(rig: Rig) -> None:
    rig.run("restore", "--all")
    assert rig.run("restore", "--all").out == "Nothing was deleted.\n"
