"""Parts of playback, each next to a floor of the same run. Compare ratios, not rates.

    python benchmarks/playback transcoding [--rounds 3] [--seconds 20] [--size 1280x720]
    python benchmarks/playback segments [--rounds 3] [--megabytes 400] [--connections 16]
    python benchmarks/playback nginx_links
    python benchmarks/playback quality [--rounds 3] [--sessions 32] [--batches 40] [--events 20]
    python benchmarks/playback sessions [--rounds 3] [--sessions 600] [--clients 4]

`transcoding`: the encoding of a movie by a worker next to bare ffmpeg with the same parameters.
`segments`: files per second through the gateway next to nginx on the same files.
`nginx_links`: no measurement, but the addresses of the adapter for nginx, requested from a real nginx.
`quality`: events of players per second of processor time next to a handler that inserts each batch as one row.
`sessions`: starts and heartbeats over HTTP next to bare handlers on the same Postgres.
"""

import asyncio
import importlib
import sys
from pathlib import Path
from typing import Final

# The load and the figures are those of the benchmark of the request path.
sys.path.append(str(Path(__file__).resolve().parent.with_name("http")))
# The database is that of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

PARTS: Final = ("transcoding", "nginx_links", "segments", "quality", "sessions")


def main() -> None:
    """Run the part that the first argument names."""
    if len(sys.argv) < 2 or sys.argv[1] not in PARTS:
        sys.exit(__doc__)
    asyncio.run(importlib.import_module(sys.argv[1]).main(sys.argv[2:]))


if __name__ == "__main__":
    main()
