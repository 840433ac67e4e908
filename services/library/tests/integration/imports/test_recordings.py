"""Real exports from the upload to the reversal: the samples below the folder that MARQUEE_RECORDINGS names.

The catalog has every title that the samples name, except each tenth one. A table is printed; run with `-s` to see it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from services.library.tests.import_client import Api
from sqlalchemy import func, select

from contracts.identity import Kind
from contracts.ingestion import ExternalIds
from library.bootstrap import Container
from library.domain.imports.applying.matching import reference_of
from library.domain.imports.reading import parse
from library.domain.imports.rows import ImportRow
from library.infrastructure.plays.tables import marks, plays

pytestmark = pytest.mark.integration

NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
MISSING: Final = 10
"""One title in so many is not in the catalog."""
FIRST_FREE_ID: Final = 100_000_000


@dataclass
class Named:
    """A title as the samples name it."""

    kind: Kind
    title: str
    year: int | None
    ids: dict[str, str] = field(default_factory=dict)


def named_titles(rows: list[ImportRow]) -> list[Named]:
    """Return the titles that rows name; rows with one name, or one id, name one title."""
    named: dict[object, Named] = {}
    for row in rows:
        reference = reference_of(row)
        kind: Kind = "show" if row.kind == "show" else "movie"
        keys: list[object] = [(kind, source, value) for source, value in row.ids.known.items()]
        keys += [(kind, name, row.year) for name in reference.names]
        title = next(
            (named[key] for key in keys if key in named),
            Named(kind, row.title or "Unnamed", row.year),
        )
        title.ids |= row.ids.known
        named |= dict.fromkeys(keys, title)
    return list({id(title): title for title in named.values()}.values())


async def journaled(container: Container) -> int:
    """Return how many plays and marks are not retracted."""
    async with container.runtime.transactions.read() as connection:
        counts = [
            (await connection.execute(select(func.count()).where(table.c.retracted_at.is_(None)))).scalar_one()
            for table in (plays, marks)
        ]
    return sum(counts)


async def test_every_sample_is_imported_once_and_reverted(
    api: Api,
    container: Container,
    recordings: Path,
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., Any],
) -> None:
    folder = recordings / "datasets" / "imports"
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".csv", ".json"))
    if not files:
        pytest.skip(f"{folder} has no samples")
    parsed = {path: parse(path.name, path.read_bytes(), NOW) for path in files}
    titles = named_titles([row for file in parsed.values() for row in file.rows])
    present = [title for number, title in enumerate(titles, 1) if number % MISSING]
    await deliver(*(_imported(imported, title, number) for number, title in enumerate(present)))

    print(f"\n{len(titles)} titles, {len(present)} of them in the catalog")
    print(
        f"{'file':<40}{'rows':>6}{'matched':>8}{'ambig.':>7}{'import.':>8}{'unmat.':>7}{'rejected':>9}{'added':>7}",
        end="",
    )
    print(f"{'twice':>7}{'left':>6}")
    for path in files:
        name = f"{path.parent.name}/{path.name}"
        run = await api.upload(path.read_bytes(), name=path.name)
        await api.commit(run["id"], minConfidence=0.5)
        added = await journaled(container)
        again = await api.upload(path.read_bytes(), name=path.name)
        await api.commit(again["id"], minConfidence=0.5)
        twice = await journaled(container) - added
        reverted = await api.revert(run["id"])
        left = await journaled(container)
        counts: Mapping[str, int] = run["counts"]
        columns = [counts.get(status, 0) for status in ("matched", "ambiguous", "importing", "unmatched", "rejected")]
        print(
            f"{name:<40}{run['progress']['total']:>6}{columns[0]:>8}{columns[1]:>7}{columns[2]:>8}{columns[3]:>7}",
            end="",
        )
        print(f"{columns[4]:>9}{added:>7}{twice:>7}{left:>6}")
        rejected = await api.rows(run["id"], status="rejected")
        for reason in sorted({(row["code"], row["field"]) for row in rejected}):
            print(f"{'':<10}rejected: {reason}")
        for ignored in run["ignored"]:
            print(f"{'':<10}ignored: {ignored['count']} {ignored['reason']}")

        assert run["state"] == "ready", run["error"]
        assert reverted["state"] == ("reverted" if run["state"] == "ready" else "failed")
        assert (twice, left) == (0, 0), name
        await api.client.delete(f"/api/v1/me/imports/{run['id']}", headers=api.headers)
        await api.client.delete(f"/api/v1/me/imports/{again['id']}", headers=api.headers)


def _imported(imported: Callable[..., Any], title: Named, number: int) -> Any:
    ids = title.ids
    return imported(
        int(ids.get("tmdb", FIRST_FREE_ID + number)),
        kind=title.kind,
        title=title.title,
        release_date=date(title.year, 6, 1) if title.year else None,
        external_ids=ExternalIds(
            imdb=ids.get("imdb"),
            tvdb=int(ids["tvdb"]) if "tvdb" in ids else None,
            trakt=int(ids["trakt"]) if "trakt" in ids else None,
        ),
    )
