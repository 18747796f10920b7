"""The person's own templates: taken one by one, kept in the sandbox, and never in the way."""

import os
from pathlib import Path
from time import monotonic

import pytest

from sync.words.drafter import Drafter
from sync.words.templates import bundled, read_templates
from tests.sync.words.examples import DRAFTER, ME, drafts, final_round


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    return tmp_path


def drafter(folder: Path, language: str = "en") -> Drafter:
    return Drafter(sender=ME, templates=read_templates(folder, language))


def test_one_template_of_the_persons_takes_the_place_of_the_bundled_one_and_of_no_other(folder: Path) -> None:
    (folder / "en" / "final-call.call.txt").write_text("Hi {{ to }}! {% for note in notes %}{{ note }}{% endfor %}\n")
    found, usual = drafts(final_round(), drafter(folder)), drafts(final_round())
    assert found[-1].body == "Hi Jane Doe! You asked how I would find out which reports are slow."
    assert found[:-1] == usual[:-1]
    assert read_templates(folder, "en").problems == ()


BROKEN = {
    "syntax": "{{ to ",
    "undefined": "{{ nobody }}",
    "a way to Python": "{{ to.__class__.__mro__ }}",
    "another way": "{{ ''|attr('__class__') }}",
    "a call": "{{ range(10) }}",
    "an endless loop": "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
    "loops in loops": "{% for a in to %}{% for b in to %}{% for c in to %}{% endfor %}{% endfor %}{% endfor %}",
    "recursion": "{% for a in notes recursive %}{{ loop(notes) }}{% endfor %}",
    "a macro": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "multiplied": "{{ 'a' * 10000000000 }}",
    "a power": "{{ 9 ** 999999999 }}",
    "doubled": "{% set a = to %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
    "wide": "{{ to|center(1000000000) }}",
    "formatted": "{{ '%1000000000d'|format(1) }}",
    "joined": "{{ to|join(to|join(to|join(to))) }}",
    "huge": "a" * 20_000,
    "too large a file": "a" * 40_000,
    "deep": "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
    "an include": "{% include 'final-call.call.txt' %}",
    "a wrong kind": "{{ notes < 3 }}",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_template_that_can_not_be_used_gives_way_at_once_and_is_told(folder: Path, text: str) -> None:
    (folder / "en" / "final-call.call.txt").write_text(text)
    began = monotonic()
    writer = drafter(folder)
    found = drafts(final_round(), writer)
    assert monotonic() - began < 2
    assert [draft.body for draft in found] == [draft.body for draft in drafts(final_round())]
    problems = {*writer.templates.problems, *(problem for draft in found for problem in draft.problems)}
    assert len(problems) == 1
    assert problems.pop().startswith("your template final-call.call.txt can't be used (")


def test_a_file_that_can_not_be_read_or_is_no_text_is_told(folder: Path) -> None:
    (folder / "en" / "final-call.call.txt").write_bytes(b"\xff")
    os.mkfifo(folder / "en" / "letter.letter.txt")
    (folder / "en" / "no-draft.txt").write_text("Hello")
    (folder / "en" / "words.toml").write_text("weekdays = 3")
    problems = read_templates(folder, "en").problems
    assert [problem.split(" can't be used")[0] for problem in problems] == [
        "your template final-call.call.txt",
        "your template letter.letter.txt",
        "your template no-draft.txt",
        "your template words.toml",
    ]
    assert drafts(final_round(), drafter(folder)) == drafts(final_round())


def test_a_folder_that_is_not_there_or_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "en").write_text("")
    for folder in (tmp_path / "gone", tmp_path / "file", tmp_path):
        (problem,) = read_templates(folder, "en").problems
        assert str(folder) in problem


def test_a_language_without_drafts_falls_back_to_english_and_is_told_once(tmp_path: Path) -> None:
    found = read_templates(None, "de-AT")
    assert len(found.problems) == 1
    assert '"de-AT"' in found.problems[0]
    assert drafts(final_round(), Drafter(sender=ME, templates=found)) == drafts(final_round())
    assert read_templates(None, "en-GB").problems == read_templates(None, "en_US").problems == ()


def test_a_language_of_the_persons_own_is_written_in_its_words(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    english = Path("sync/words/en/words.toml").read_text()
    (tmp_path / "de" / "words.toml").write_text(english.replace('"Tuesday"', '"Dienstag"'))
    (tmp_path / "de" / "thank-you.email.txt").write_text("Subject: Danke für {{ day }}\n\nGuten Tag {{ to }},\n")
    found = drafts(final_round(), drafter(tmp_path, "de-AT"))
    assert ("Danke für Dienstag", "Guten Tag Jane Doe,") in {(draft.subject, draft.body) for draft in found}
    assert (drafter(tmp_path, "de").templates.problems, drafter(tmp_path, "de").templates.code) == ((), "de")


def test_what_stands_in_a_calendar_is_never_a_template() -> None:
    told = "{{ 7 * 7 }}{% for a in b %}{# c"
    for draft in drafts(final_round(company=told, role=told, remarks=(told,) * 5)):
        assert told in draft.body


def test_the_bundled_templates_keep_to_what_they_ask_of_others(folder: Path) -> None:
    for name, text in bundled().items():
        (folder / "en" / name).write_text(text)
    assert read_templates(folder, "en").problems == ()
    assert drafts(final_round(), drafter(folder)) == drafts(final_round(), DRAFTER)
