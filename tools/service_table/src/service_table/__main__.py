"""`python -m service_table` writes every generated file; `--check` names those that are out of date."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from service_table.generate import stale, write
from service_table.table import ROOT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 1 when `--check` finds a file that is out of date."""
    parser = argparse.ArgumentParser(prog="python -m service_table", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository")
    parser.add_argument("--check", action="store_true", help="write nothing, name stale files, fail if any")
    options = parser.parse_args(arguments)
    if not options.check:
        write(options.root)
        return 0
    names = stale(options.root)
    for name in names:
        sys.stderr.write(f"stale: {name}; run make generate\n")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
