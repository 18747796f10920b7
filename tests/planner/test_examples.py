"""The worked examples: a tagged event as a real file, and exactly the follow-ups that it leads to."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from planner.plan import plan
from planner.recognise import recognise
from planner.values import Preferences
from providers.ics import read
from providers.interface import Look
from tests.planner.planned import playbook

FOLDER = Path(__file__).parent / "examples"
EXAMPLES: list[dict[str, Any]] = json.loads((FOLDER / "examples.json").read_text(encoding="utf-8"))["examples"]
LOOK = Look(words=("interview",))


def preferences(config: dict[str, dict[str, Any]]) -> Preferences:
    return Preferences(
        home_zone=config["home"]["timezone"],
        home_country=config["home"]["country"],
        employer_country=config["employer"]["country"],
        employer_subdivision=config["employer"]["subdivision"],
        extensions=config["playbook"]["extensions"],
        closed=tuple(config["playbook"]["closed"]),
    )


@pytest.mark.parametrize("example", [pytest.param(one, id=one["id"]) for one in EXAMPLES])
def test_a_worked_example_leads_to_exactly_its_follow_ups(example: dict[str, Any]) -> None:
    events = read((FOLDER / example["file"]).read_bytes(), window=None, look=LOOK).events
    interviews = recognise(events, preferences(example["config"]))
    found = plan(interviews, playbook(), now=datetime.fromisoformat(example["now"]))
    assert [
        {
            "uid": one.interview.source.uid,
            "stage": one.stage,
            "follow_ups": [
                {
                    "channel": follow_up.channel,
                    "to": str(follow_up.to),
                    "at": follow_up.at.isoformat(timespec="minutes"),
                    "arrives": follow_up.arrives.isoformat() if follow_up.arrives else None,
                    "rules": list(follow_up.rules),
                }
                for follow_up in one.follow_ups
            ],
        }
        for one in found
    ] == example["expected"]
