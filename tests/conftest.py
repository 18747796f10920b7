"""No test reads or writes what the person who runs it has on this machine, and none depends on how fast that is."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# A shell that runs this in the background has it ignored, and so by every program that a test starts and interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("without deadline", deadline=None)
settings.load_profile("without deadline")


@pytest.fixture(autouse=True)
def _a_home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("AFTERTOUCH_", "XDG_")) or name in {"STATE_DIRECTORY", "CREDENTIALS_DIRECTORY", "NO_COLOR"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TZ", "UTC")
    return home
