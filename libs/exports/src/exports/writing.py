"""Writing one Parquet file: rows leave Postgres as CSV by COPY, DuckDB makes Parquet of them."""

from datetime import date
from pathlib import Path
from typing import Final
from uuid import uuid4

import asyncpg

from exports.dataset import Dataset

MEMORY: Final = "512MB"
FILE: Final = "part.parquet"
NULL: Final = "\\N"
"""How null is written between; a text of these characters is quoted, as the empty text is."""


def file_of(folder: Path, dataset: Dataset, day: date | None) -> Path:
    """Return the file of a data set, or of one of its days."""
    return folder / dataset.name / (FILE if day is None else f"day={day.isoformat()}/{FILE}")


async def write(connection: asyncpg.Connection, folder: Path, dataset: Dataset, day: date | None) -> int:
    """Replace the file of a data set or of one of its days, and return its number of rows.

    Without rows there is no file. The file is complete or is not there: it is written elsewhere and renamed.
    """
    target = file_of(folder, dataset, day)
    scratch = folder / ".unfinished"
    scratch.mkdir(parents=True, exist_ok=True)
    rows, parquet = scratch / f"{uuid4()}.csv", scratch / f"{uuid4()}.parquet"
    names = ", ".join(f'"{name}"' for name in dataset.columns)
    # The names are ours: a view and columns of a data set.
    query = f'select {names} from "{dataset.view}"'  # noqa: S608
    arguments = () if day is None else (day,)
    try:
        status: str = await connection.copy_from_query(
            query if day is None else f"{query} where day = $1",
            *arguments,
            output=rows,
            format="csv",
            null=NULL,
            timeout=None,
        )
        count = int(status.rpartition(" ")[2])
        if count:
            _to_parquet(rows, parquet, dataset)
            target.parent.mkdir(parents=True, exist_ok=True)
            parquet.replace(target)
        else:
            target.unlink(missing_ok=True)
            if day is not None and target.parent.exists():
                target.parent.rmdir()
    finally:
        rows.unlink(missing_ok=True)
        parquet.unlink(missing_ok=True)
    return count


def _to_parquet(rows: Path, parquet: Path, dataset: Dataset) -> None:
    # Only the command that exports needs the engine.
    import duckdb  # noqa: PLC0415

    options: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": 1,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(rows.parent),
    }
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in dataset.columns.items())
    read = (
        f"read_csv({_literal(rows)}, columns = {{{columns}}}, header = false, auto_detect = false, delim = ',',"
        f" quote = '\"', escape = '\"', nullstr = '{NULL}', allow_quoted_nulls = false)"
    )
    with duckdb.connect(":memory:", config=options) as engine:
        # COPY takes no parameters. Names are ours, and the paths are literals.
        engine.execute(f"copy (from {read}) to {_literal(parquet)} (format parquet, compression zstd)")


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
