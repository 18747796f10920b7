"""The process: `aftertouch`, or `python -m sync`.

What is loaded at the start stays to the end, and there is a lot of it. Python would search it for garbage whenever 700
objects are new, and again when the process ends, which took a third of a short command's time.
"""

import gc
import sys
from collections.abc import Sequence

MANY = 50_000
"""New objects after which garbage is looked for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (default: the process's) and give its exit code."""
    gc.set_threshold(MANY)
    try:
        from sync.cli import main as aftertouch  # noqa: PLC0415  loading is what this is about

        return aftertouch(arguments)
    finally:
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
