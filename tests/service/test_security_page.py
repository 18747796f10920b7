"""docs/security.md says which test holds what: those tests are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(?:\w+/)?(test_\w+\.py)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8")))
    there = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert len(named) > 10
    assert named - there == set()


def test_every_test_of_this_kind_is_named() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    ours = {path.name for path in (ROOT / "tests").rglob("test_security_*.py")} - {Path(__file__).name}
    assert [name for name in sorted(ours) if name not in page] == []
