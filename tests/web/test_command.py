"""`aftertouch web` as a process."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.service.rig import run
from tests.web.page import Desk

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")


@contextmanager
def running(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [AFTERTOUCH, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_it_prints_its_address_serves_the_page_and_ends_when_interrupted(demo: Desk) -> None:
    with running("--config", demo.config, "web", "--no-open") as process:
        assert process.stdout
        assert process.stderr
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        assert "Acme" in requests.get(address, timeout=30).text
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == "Ctrl-C ends it.\n"


def test_a_port_that_is_taken_is_said(demo: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("--config", str(demo.config), "web", "--no-open", "--port", port)
    assert (done.code, done.out) == (75, "")
    assert f"port {port} of 127.0.0.1 can't be used" in done.err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "everywhere", "224.0.0.1"])  # noqa: S104  that is the point
def test_an_address_that_is_not_one_of_one_network_is_refused(demo: Desk, host: str) -> None:
    done = run("--config", str(demo.config), "web", "--no-open", "--host", host)
    assert (done.code, done.out) == (2, "")
    assert f'"{host}" is not one address' in done.err


def test_others_are_let_in_only_after_a_yes_that_says_what_it_means(demo: Desk) -> None:
    arguments = ("--config", str(demo.config), "web", "--no-open", "--host", "192.0.2.1")
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "nothing is encrypted" in done.err
    assert "add --let-others-in" in done.err
    willing = run(*arguments, "--let-others-in")
    assert willing.code == 75, "that address is nobody's"
    assert "Beware: on 192.0.2.1 every machine of that network can reach the page" in willing.err
