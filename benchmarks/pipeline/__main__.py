"""The whole stack measured beside its floor, in one run on the same machine.

    python benchmarks/pipeline [--titles 1000] [--latency-ms 0] [--singles 20] [--postgres]

Ours is every service as it runs in production: generated titles, a fifth of them shows, are imported in bulk through
the gateway, until each read model has them. The floor makes the same HTTP calls from a bare client and writes one row
per title. Both print titles per second and milliseconds of processor time per title.
"""

import sys
from pathlib import Path

# The recorder of calls and the bare client are those of the benchmark of imports.
sys.path.append(str(Path(__file__).resolve().parent.with_name("import")))

from measure import run

if __name__ == "__main__":
    run()
