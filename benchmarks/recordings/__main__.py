"""Writes docs/measured-trends.md from recorded data: `python -m benchmarks.recordings --data FOLDER`."""

import argparse
from pathlib import Path
from typing import Final

from benchmarks.recordings import box_office, drop_off, intervals, movements

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
SECTIONS: Final = (movements.section, box_office.section, drop_off.section, intervals.section)
HEAD: Final = """# Trends, measured on recorded data

Written by `python -m benchmarks.recordings --data FOLDER`, where `datasets/` of the folder holds the recordings: daily
values of TMDB, the weekly lists of Netflix, the daily US box office, and the votes per episode at IMDb. The methods are
those of the services: [movements](movements.md), [drop-off](drop-off.md).
"""


def main() -> None:
    """Write the page and its charts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the recordings")
    parser.add_argument("--docs", type=Path, default=DOCS, help="folder of the page (default: %(default)s)")
    arguments = parser.parse_args()
    images = arguments.docs / "images"
    images.mkdir(parents=True, exist_ok=True)
    texts = [HEAD, *(section(arguments.data, images) for section in SECTIONS)]
    (arguments.docs / "measured-trends.md").write_text("\n".join(texts), encoding="utf-8")


if __name__ == "__main__":
    main()
