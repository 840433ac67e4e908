"""Reading imports outside of a transaction of a use case."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset
from library.application.imports.rows import RowPage, RowRequest
from library.domain.imports.run import ImportRun
from library.infrastructure.imports.rows import to_run, to_stored_row
from library.infrastructure.imports.tables import import_rows, imports
from library.infrastructure.titles.repository import SqlTitles

_NEWEST_FIRST: Final = Keyset(By(imports.c.created_at), By(imports.c.import_id, ascending=True))
_BY_NUMBER: Final = Keyset(By(import_rows.c.number, ascending=True))


class SqlImportReader:
    """Reads imports, each on a connection of its own."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def page(self, user_id: UUID, part: Slice) -> Part[ImportRun]:
        """Read imports by the index of users, the newest first."""
        mine = imports.c.user_id == user_id
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).where(mine))
            rows, last = await _NEWEST_FIRST.read(connection, select(imports).where(mine), part)
            return Part([to_run(row) for row in rows], total, last)

    async def by_ids(self, import_ids: Collection[UUID]) -> dict[UUID, ImportRun]:
        """Read imports by primary key."""
        async with self._transactions.read() as connection:
            rows = await connection.execute(select(imports).where(imports.c.import_id.in_(list(import_ids))))
            return {row.import_id: to_run(row) for row in rows}

    async def rows(self, request: RowRequest) -> RowPage:
        """Read rows in the order of the file, by primary key or by the index of statuses."""
        conditions = [import_rows.c.import_id == request.import_id]
        if request.status is not None:
            conditions.append(import_rows.c.status == request.status)
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).where(*conditions))
            page, last = await _BY_NUMBER.read(connection, select(import_rows).where(*conditions), request.part)
            rows = [to_stored_row(row) for row in page]
            named = {item.media_id for row in rows for item in row.alternatives}
            named |= {row.media_id for row in rows if row.media_id}
            return RowPage(Part(rows, total, last), await SqlTitles(connection).find_all(named))
