"""The lines of the log, in each of their forms."""

import json
import logging
import os
import socket
import sys
from collections.abc import Iterator

import pytest

from sync.logs import THREAD, Form, log_to_standard_error


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, levels = (
        root.handlers[:],
        {room: logging.getLogger(room).level for room in ("", "planner", "providers", "sync")},
    )
    yield
    root.handlers[:] = handlers
    for room, level in levels.items():
        logging.getLogger(room).setLevel(level)


def fail(why: str) -> None:
    raise ValueError(why)


def lines(form: Form | None, capsys: pytest.CaptureFixture[str], *, verbose: int = 0) -> list[str]:
    log_to_standard_error(verbose, form=form, daemon=True)
    log = logging.getLogger("sync.apply")
    log.info("create: %s (planned)", "Email \x1b[31mJane\nDoe\u202e", extra={"account": "home"})
    log.debug("nothing")
    try:
        fail("no\x07thing")
    except ValueError:
        log.exception("a bug")
    logging.getLogger("urllib3").info("a library")
    return capsys.readouterr().err.splitlines()


def test_people_read_one_line_with_the_time_and_the_account(capsys: pytest.CaptureFixture[str]) -> None:
    first, second, *trace = lines("human", capsys)
    assert first[19:] == " INFO    home: create: Email \ufffd[31mJane Doe\u200b (planned)"
    assert second[19:] == " ERROR   a bug"
    assert trace[-1] == "ValueError: no\ufffdthing"


def test_the_journal_gets_a_priority_on_every_line_and_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    first, second, *trace = lines("journal", capsys)
    assert first == "<6>home: create: Email \ufffd[31mJane Doe\u200b (planned)"
    assert second == "<3>a bug"
    assert all(line.startswith("<3>") for line in trace)


def test_json_is_one_object_for_each_record(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = map(json.loads, lines("json", capsys))
    assert {name: first[name] for name in ("level", "logger", "account", "message")} == {
        "level": "info",
        "logger": "sync.apply",
        "account": "home",
        "message": "create: Email \ufffd[31mJane Doe\u200b (planned)",
    }
    assert first["time"].endswith("+00:00")
    assert second["trace"].endswith("ValueError: no\ufffdthing")
    assert "account" not in second


def test_verbose_says_what_we_look_at_and_twice_what_the_libraries_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert not [line for line in lines("human", capsys) if line.endswith(("nothing", "a library"))]
    assert len([line for line in lines("human", capsys, verbose=1) if line.endswith((" nothing", "a library"))]) == 1
    assert len([line for line in lines("human", capsys, verbose=2) if line.endswith((" nothing", "a library"))]) == 2


def test_the_account_is_known_by_its_thread(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_standard_error(0, form="journal", daemon=True)
    record = logging.makeLogRecord({"threadName": f"{THREAD}work", "msg": "create: a letter", "levelno": logging.INFO})
    logging.getLogger("sync").handle(record)
    assert capsys.readouterr().err == "<6>work: create: a letter\n"


def test_the_journal_is_known_by_its_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    journal, ours = socket.socketpair()
    with journal, ours, os.fdopen(os.dup(ours.fileno()), "w", encoding="utf-8") as stream:
        found = os.fstat(stream.fileno())
        monkeypatch.setattr(sys, "stderr", stream)
        for told in (f"{found.st_dev}:{found.st_ino}", f"{found.st_dev}:{found.st_ino + 1}", "nonsense"):
            monkeypatch.setenv("JOURNAL_STREAM", told)
            log_to_standard_error(0, daemon=True)
            logging.getLogger("sync").warning("told")
        stream.flush()
        first, second, third = journal.recv(4096).decode().splitlines()
    assert first == "<4>told"
    assert second.endswith(" WARNING told")
    assert third.endswith(" WARNING told")
