"""`python -m contracts.export` writes the documents, `--check` names stale ones, `--release` freezes the schemas."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from contracts.export.documents import PACKAGE, release, stale, write


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 1 when `--check` finds a stale document."""
    parser = argparse.ArgumentParser(prog="python -m contracts.export", description=__doc__)
    parser.add_argument("--root", type=Path, default=PACKAGE, help="the folder of the contracts package")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="write nothing, name stale documents, fail if any")
    choice.add_argument("--release", metavar="VERSION", help="freeze today's schemas as a released version")
    options = parser.parse_args(arguments)
    if options.check:
        names = stale(options.root)
        for name in names:
            sys.stderr.write(f"stale: {name}; run python -m contracts.export\n")
        return 1 if names else 0
    write(options.root)
    if options.release:
        release(options.root, options.release)
    return 0


if __name__ == "__main__":
    sys.exit(main())
