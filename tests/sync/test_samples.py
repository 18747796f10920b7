from datetime import date, timedelta
from pathlib import Path

import pytest

from planner.plan import plan
from planner.recognise import recognise
from planner.values import Preferences
from providers.ics import read
from providers.interface import Look
from sync.playbooks import load_playbook
from sync.samples import samples

ME = Preferences(home_zone="Europe/Berlin", home_country="DE", employer_country="DE")


@pytest.mark.parametrize("days", range(14))
def test_on_any_day_the_samples_show_what_the_program_does(days: int, tmp_path: Path) -> None:
    today = date(2026, 9, 7) + timedelta(days=days)
    made = samples(today, ME.home_zone)
    for sample in made:
        sample.write(tmp_path)
    look = Look(everything=True)
    events = [e for file in tmp_path.iterdir() for e in read(file.read_bytes(), window=None, look=look).events]
    now = min(sample.start for sample in made)
    plans = {
        one.interview.source.uid.partition("@")[0]: one
        for one in plan(recognise(events, ME), load_playbook(None), now=now)
    }
    assert all(sample.start.date() > today for sample in made)
    assert [f.step for f in plans["globex"].follow_ups] == ["thank-you", "letter", "final-letter", "final-call"]
    assert [f.channel for f in plans["acme"].follow_ups] == ["email", "email", "phone"]
    assert [f.channel for f in plans["initech"].follow_ups] == ["email"]
    assert plans["umbrella"].problems
