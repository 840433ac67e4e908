"""Parts of music, each next to a floor of the same run. Compare ratios, not rates.

    python benchmarks/music [scan] [--files 10000] [--rounds 3] [--processes 2]
    python benchmarks/music streams [--rounds 3] [--megabytes 400]
    python benchmarks/music analysis [--seconds 60]
    python benchmarks/music reads [--files 10000] [--copies 4] [--rounds 3] [--seconds 1]

`scan`: files per second of a scan, next to a reader of tags alone.
`streams`: ranges of a track through the gateway and the service, next to nginx on the same file.
`analysis`: loudness, tempo and key of generated songs, next to those of ffmpeg and those that they were made with.
`reads`: albums, tracks, lists, search, counts and top lists of the service, next to their statements alone.
Without the name of a part, all of them run.
"""

import asyncio
import importlib
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
# The songs are those of the tests of music.
sys.path.append(str(HERE.parent.parent))
# The databases are those of the benchmark of the catalog, the load and the figures those of the request path.
for other in ("http", "catalog"):
    sys.path.append(str(HERE.with_name(other)))

PARTS: Final = ("scan", "streams", "analysis", "reads")


def main() -> None:
    """Run the part that the first argument names, or all."""
    if len(sys.argv) > 1 and sys.argv[1] not in PARTS:
        sys.exit(__doc__)
    for part in sys.argv[1:2] or PARTS:
        asyncio.run(importlib.import_module(part).main(sys.argv[2:]))


if __name__ == "__main__":
    main()
