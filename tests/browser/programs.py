"""Where Chromium and its driver are on this machine."""

import shutil

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRIVERS = ("chromedriver", "chromium.chromedriver")
MISSING = (
    "make test-browser needs Chromium and its driver. On Debian and Ubuntu: apt-get install chromium chromium-driver; "
    "elsewhere, Chromium or Google Chrome, and chromedriver of the same version, on the PATH."
)


def found(names: tuple[str, ...]) -> str:
    """The first of these programs that is on this machine; "" without one."""
    return next(filter(None, map(shutil.which, names)), "")
