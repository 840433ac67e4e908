"""Reading imports and their rows."""

from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from library.application.imports.ports import ImportReader
from library.application.imports.rows import RowPage, RowRequest
from library.domain.imports.errors import ImportNotFound
from library.domain.imports.run import ImportRun


class ReadImports:
    """Returns the imports of a user."""

    def __init__(self, reader: ImportReader) -> None:
        self._reader = reader

    async def page(self, user_id: UUID, part: Slice) -> Part[ImportRun]:
        """Return a part of the imports, the newest first."""
        return await self._reader.page(user_id, part)

    async def one(self, user_id: UUID, import_id: UUID) -> ImportRun:
        """Return an import; raise ImportNotFound."""
        run = (await self._reader.by_ids([import_id])).get(import_id)
        if run is None or run.user_id != user_id:
            raise ImportNotFound(f"no import has the id {import_id}")
        return run

    async def rows(self, user_id: UUID, request: RowRequest) -> RowPage:
        """Return a page of the rows of an import, with the titles that they mean; raise ImportNotFound."""
        await self.one(user_id, request.import_id)
        return await self._reader.rows(request)
