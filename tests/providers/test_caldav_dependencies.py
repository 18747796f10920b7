"""The trap in the dependency tree (docs/decisions.md): what is installed as urllib3 must be what is imported."""

import subprocess
import sys
from importlib import metadata

import pytest
from caldav.lib import http_sync
from urllib3 import _version


def test_urllib3_is_the_one_that_is_installed() -> None:
    assert _version.__version__ == metadata.version("urllib3")


@pytest.mark.parametrize("name", ["niquests", "urllib3-future"])
def test_what_takes_the_place_of_urllib3_is_not_installed(name: str) -> None:
    with pytest.raises(metadata.PackageNotFoundError):
        metadata.version(name)


def test_the_caldav_library_works_with_requests() -> None:
    assert http_sync.USE_REQUESTS


def test_no_vendor_library_is_loaded_before_an_account_uses_it() -> None:
    code = (
        "import sys, providers.interface, providers.errors; print('caldav' in sys.modules or 'requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
