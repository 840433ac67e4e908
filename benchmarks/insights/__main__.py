"""Signals through Kafka into insights beside a bare consumer, the storage that they take, and reads of movements.

    python benchmarks/insights --data FOLDER [--events 60000] [--rounds 3] [--rows 1000000] [--only consumption]

`--data` is a folder with `datasets/tmdb_daily`: popularity, rating and votes of titles by day. Each becomes a
`signals.collected` event with three values, by day, as they are collected.

- consumption: events of a full topic, in batches of at most 500, until their rows are committed. The bare consumer
  decodes the JSON, keeps what counts per key, and writes one statement per batch: no validation, no inbox, no titles,
  no marks. Processor time is that of the consumer and of Postgres together; it hardly depends on what else the machine
  does.
- storage: megabytes per million rows of `daily_signals`, of which its index, for generated rows.
- movements: per list (movements, movers) responses per second of 16 connections, and milliseconds of one, of the
  service (`rendered`: each response is computed; `insights`: shared for a second, the default) and of a bare ASGI app
  that makes the same query of the same index. `--rows` stored values are generated: a request must take as long with
  10 or 30 million.
"""

import argparse
import asyncio
import logging
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

# The servers and the topics are those of the benchmark of events, the processes and the load those of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("events")))
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from consumption import Consumed, bare, fill, insights
from databases import make_insights_database
from movements import measure_movements
from series import messages
from storage import measure_storage

from chassis.runtime.garbage_collection import relax_collection
from chassis.runtime.telemetry import configure_telemetry
from parts import Parts, started

TOPIC = "signals.collected"


def _row(name: str, runs: Sequence[Consumed]) -> str:
    rate, client, database = (statistics.median(values) for values in zip(*runs, strict=True))
    return f"{name:<10}{rate:>12,.0f}{3 * rate:>12,.0f}{client:>14.0f}{database:>14.0f}{client + database:>12.0f}"


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--only", choices=("consumption", "storage", "movements"))
    arguments = parser.parse_args()
    configure_telemetry("benchmark", None)
    logging.disable(logging.WARNING)
    relax_collection()
    async with started() as parts:
        if arguments.only in (None, "consumption"):
            await _consumption(parts, arguments)
        if arguments.only in (None, "storage"):
            print(await measure_storage(await make_insights_database(parts.server_url, "storage"), arguments.rows))
        if arguments.only in (None, "movements"):
            url = await make_insights_database(parts.server_url, "movements")
            print(await measure_movements(url, arguments.rows, arguments.rounds, arguments.seconds))


async def _consumption(parts: Parts, arguments: argparse.Namespace) -> None:
    if arguments.data is None:
        raise SystemExit("--data must name the folder of the recordings")
    records = messages(arguments.data / "datasets" / "tmdb_daily", arguments.events)
    await fill(parts, TOPIC, records)
    runs: dict[str, list[Consumed]] = {"bare": [], "insights": []}
    for number in range(arguments.rounds):
        for name, consume in (("bare", bare), ("insights", insights)):
            url = await make_insights_database(parts.server_url, f"{name}_{number}")
            runs[name].append(await consume(parts, url, TOPIC, len(records)))
    print(f"{'':<10}{'events/s':>12}{'rows/s':>12}{'consumer us':>14}{'Postgres us':>14}{'total us':>12}")
    for name, consumed in runs.items():
        print(_row(name, consumed))
    pairs = list(zip(runs["bare"], runs["insights"], strict=True))
    rate = statistics.median(own.rate / floor.rate for floor, own in pairs)
    cost = statistics.median((floor.client + floor.database) / (own.client + own.database) for floor, own in pairs)
    print(f"insights / bare: rate {rate:.2f}, by processor time {cost:.2f} (goal 0.5)")


if __name__ == "__main__":
    asyncio.run(main())
