"""`--check`: whether this machine has what the browser tests need. `--screenshot FILE`: the picture in the README."""

import argparse
import tempfile
from datetime import timedelta
from pathlib import Path

from tests.browser.programs import BROWSERS, DRIVERS, MISSING, found
from tests.web.page import Desk, opened


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--screenshot", type=Path)
    asked = parser.parse_args()
    if asked.check and not (found(BROWSERS) and found(DRIVERS)):
        parser.exit(1, f"{MISSING}\n")
    if asked.screenshot:
        screenshot(asked.screenshot)


def screenshot(file: Path) -> None:
    """The first page of the demo, in the middle of its second day."""
    from tests.browser.chromium import browser, look_like, picture  # noqa: PLC0415  `--check` runs without selenium

    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as profile:
        desk = Desk(folder=Path(folder))
        desk.play_demo()
        desk.now += timedelta(days=1, hours=3)
        desk.sync()
        with opened(desk) as gate, browser(Path(profile)) as driver:
            look_like(driver, width=1100)
            driver.get(gate.address)
            file.write_bytes(picture(driver, height=1410))


if __name__ == "__main__":
    main()
