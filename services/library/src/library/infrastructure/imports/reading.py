"""Reading imports outside of a transaction of a use case."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select

from chassis.messaging.transaction import Transactions
from library.application.imports.ports import RunPage
from library.application.imports.rows import RowPage, RowRequest
from library.domain.imports.run import ImportRun
from library.infrastructure.imports.rows import to_run, to_stored_row
from library.infrastructure.imports.tables import import_rows, imports
from library.infrastructure.titles.repository import SqlTitles


class SqlImportReader:
    """Reads imports, each on a connection of its own."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def page(self, user_id: UUID, limit: int, offset: int) -> RunPage:
        """Read imports by the index of users, the newest first."""
        mine = imports.c.user_id == user_id
        query = select(imports).where(mine).order_by(imports.c.created_at.desc(), imports.c.import_id)
        async with self._transactions.read() as connection:
            total = (await connection.execute(select(func.count()).where(mine))).scalar_one()
            rows = await connection.execute(query.limit(limit).offset(offset))
            return RunPage([to_run(row) for row in rows], total)

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
        query = select(import_rows).where(*conditions).order_by(import_rows.c.number)
        async with self._transactions.read() as connection:
            total = (await connection.execute(select(func.count()).where(*conditions))).scalar_one()
            page = await connection.execute(query.limit(request.limit).offset(request.offset))
            rows = [to_stored_row(row) for row in page]
            named = {item.media_id for row in rows for item in row.alternatives}
            named |= {row.media_id for row in rows if row.media_id}
            return RowPage(rows, total, await SqlTitles(connection).find_all(named))
