"""What a title and a user take, measured on a whole stack, and what follows for ten million titles.

    python benchmarks/capacity [--titles 400] [--users 20] [--plays 60]

Imports titles twice and users twice; the difference between the two states, divided by what was added, is the size of
one. The second part is arithmetic on the assumptions of `assumptions.py`, which it prints.
"""

import sys
from pathlib import Path

# The stack and its importer are those of the benchmark of the pipeline.
sys.path += [str(Path(__file__).resolve().parent.with_name(name)) for name in ("import", "pipeline")]

from run import run

if __name__ == "__main__":
    run()
