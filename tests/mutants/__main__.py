"""python -m tests.mutants [NAME…]: break the engine on purpose, one way at a time, in a copy; the tests must notice.

Prints for each breakage the first test that noticed. Exit code 1 when one went unnoticed.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import copytree, ignore_patterns

from tests.mutants.breakages import BREAKAGES, Breakage

ROOT = Path(__file__).parents[2]
_NOTICED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
_SECONDS = 600


def main(names: list[str]) -> int:
    """Try the breakages with these words in their names, or all."""
    chosen = [one for one in BREAKAGES if not names or any(name in one.name for name in names)]
    unnoticed = 0
    for breakage in chosen:
        by = noticed(breakage)
        unnoticed += not by
        print(f"{'caught' if by else 'NOT CAUGHT':10}  {breakage.name}: {by or breakage.file}", flush=True)
    print(f"{len(chosen) - unnoticed} of {len(chosen)} caught")
    return int(bool(unnoticed))


def noticed(breakage: Breakage) -> str:
    """The test that notices, "" for none."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        copytree(ROOT, copy, ignore=ignore_patterns(".*", "*.egg-info", "__pycache__"))
        file = copy / breakage.file
        file.write_text(file.read_text().replace(breakage.before, breakage.after))
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "2", "-p", "no:cacheprovider", *breakage.tests]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=_SECONDS, check=False)
    found = _NOTICED.search(done.stdout)
    return found[1] if found else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
