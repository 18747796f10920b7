"""A real Chromium without a screen, and what to install where there is none."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRIVERS = ("chromedriver", "chromium.chromedriver")


def found(names: tuple[str, ...]) -> str:
    """The first of these programs that is on this machine; "" without one."""
    return next(filter(None, map(shutil.which, names)), "")


@contextmanager
def browser(profile: Path, *, width: int = 1200, height: int = 900, scale: int = 1) -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = found(BROWSERS)
    for argument in (
        "--headless=new",
        "--no-sandbox",  # as root, in containers
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-proxy-server",
        f"--user-data-dir={profile}",
        f"--window-size={width},{height}",
        f"--force-device-scale-factor={scale}",
    ):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service(found(DRIVERS)))
    try:
        driver.set_page_load_timeout(60)
        yield driver
    finally:
        driver.quit()


def look_like(driver: webdriver.Chrome, *, width: int, height: int = 900, dark: bool = False, media: str = "") -> None:
    """Another window, colour scheme or medium ("print")."""
    size = {"width": width, "height": height, "deviceScaleFactor": 0, "mobile": False}
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [scheme]})
