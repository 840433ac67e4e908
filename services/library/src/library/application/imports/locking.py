"""Locking an import: first its user and then the import, so that no two transactions wait for each other."""

from uuid import UUID

from library.application.imports.ports import ImportWork
from library.domain.imports.errors import ImportNotFound
from library.domain.imports.run import ImportRun


async def locked(work: ImportWork, import_id: UUID) -> ImportRun | None:
    """Lock and return an import; null when it was deleted. Raise AccountErased."""
    user_id = await work.imports.owner(import_id)
    if user_id is None:
        return None
    await work.users.lock(user_id)
    return await work.imports.find(import_id, user_id)


async def locked_of(work: ImportWork, import_id: UUID, user_id: UUID) -> ImportRun:
    """Lock and return an import of a user; raise ImportNotFound and AccountErased."""
    await work.users.lock(user_id)
    run = await work.imports.find(import_id, user_id)
    if run is None:
        raise ImportNotFound(f"no import has the id {import_id}")
    return run
