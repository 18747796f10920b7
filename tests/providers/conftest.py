"""The CalDAV servers, started once for all tests."""

from collections.abc import Iterator

import pytest

from tests.providers.servers import SERVERS, Server


@pytest.fixture(scope="session", params=sorted(SERVERS))
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Radicale, then Xandikos. Tests share it: each makes its own calendar."""
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as running:
        yield running
