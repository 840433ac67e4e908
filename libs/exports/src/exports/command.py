"""The command `export` of a service."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

import asyncpg

from chassis.cli import Command
from chassis.core.clock import Clock
from chassis.runtime.clock import SystemClock
from chassis.service_runtime import ServiceRuntime
from chassis.storage.database import connect_options
from exports.dataset import Dataset
from exports.writing import write

DEFAULT_DAYS: Final = 7
LONGEST_DAYS: Final = 3_660
STATEMENT_TIMEOUT: Final = "15min"


class Exporting(Protocol):
    """The objects of a service."""

    @property
    def runtime(self) -> ServiceRuntime:
        """Return the runtime of the service."""
        ...


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="where the files are written")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, help="first day (UTC); default: 7 days ago")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, help="last day (UTC); default: yesterday")


def period(first: date | None, last: date | None, today: date) -> list[date]:
    """Return the days to export, by default the seven before today; raise ValueError for a period that is none."""
    end = last or today - timedelta(days=1)
    if end > today:
        raise ValueError("--to must not be in the future")
    start = first or end - timedelta(days=DEFAULT_DAYS - 1)
    if start > end:
        raise ValueError("--from must not be after --to")
    days = (end - start).days + 1
    if days > LONGEST_DAYS:
        raise ValueError(f"--from must be at most {LONGEST_DAYS - 1} days before --to")
    return [start + timedelta(days=number) for number in range(days)]


async def export(
    connection: asyncpg.Connection, folder: Path, datasets: Sequence[Dataset], days: Sequence[date]
) -> str:
    """Write all files, and return a line per file with its number of rows."""
    lines = []
    for dataset in datasets:
        for day in days if dataset.by_day else [None]:
            rows = await write(connection, folder, dataset, day)
            lines.append(f"{dataset.name}{'' if day is None else f' {day}'}: {rows} rows")
    return "\n".join(lines) + "\n"


def command(datasets: Sequence[Dataset], *, clock: Clock = SystemClock()) -> Command[Any]:
    """Return the command that exports the data sets of a service, by the rights of the service."""

    async def run(container: Exporting, options: argparse.Namespace) -> None:
        runtime = container.runtime
        try:
            days = period(options.first, options.last, clock.now().date())
        except ValueError as error:
            raise SystemExit(f"{runtime.name} export: {error}") from error
        connect = connect_options(runtime.name, f"{runtime.name}-export")
        connect["server_settings"] |= {
            "statement_timeout": STATEMENT_TIMEOUT,
            "transaction_timeout": "0",
            "timezone": "UTC",
        }
        url = runtime.settings.database_url.get_secret_value()
        connection = await asyncpg.connect(url, **connect)
        try:
            sys.stdout.write(await export(connection, options.folder, datasets, days))
        finally:
            await connection.close()
            await runtime.engine.dispose()

    return Command("write Parquet files by day into a folder", run, _arguments)
