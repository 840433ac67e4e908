#!/usr/bin/env python3
"""Remove from folders of installed packages what runs nowhere: their tests, sources of C, and type stubs.

`strip_packages.py FOLDER…`; prints how much that was.
"""

import shutil
import sys
from pathlib import Path
from typing import Final

TESTS: Final = "tests"
SOURCES: Final = frozenset({".c", ".cpp", ".h", ".pxd", ".pyi", ".pyx"})


def strip(folder: Path) -> int:
    """Remove it from a folder and return its bytes."""
    removed = 0
    for path in sorted(folder.rglob(TESTS)):
        if path.is_dir():
            removed += sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
            shutil.rmtree(path)
    for path in folder.rglob("*"):
        if path.suffix in SOURCES and path.is_file() and not path.is_symlink():
            removed += path.stat().st_size
            path.unlink()
    return removed


def main() -> int:
    """Strip the folders named as arguments."""
    removed = sum(strip(Path(folder)) for folder in sys.argv[1:])
    sys.stdout.write(f"removed {removed / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
