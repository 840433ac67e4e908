"""Reading dead letters, and requesting what is to be done about them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from auth.application.administration.directory import Directory
from auth.application.dead_letters.ports import ActionRequest, LetterDetails, LetterFilter, LetterPage
from auth.application.unit_of_work import UnitOfWork
from auth.domain.dead_letters.errors import DeadLetterNotFound
from auth.domain.dead_letters.letters import Action
from auth.domain.errors import SessionEnded
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from chassis.core.unit_of_work import UnitOfWorkFactory

KINDS: Final[Mapping[Action, AuditKind]] = {
    "redrive": AuditKind.DEAD_LETTERS_REDRIVEN,
    "discard": AuditKind.DEAD_LETTERS_DISCARDED,
}


class ManageDeadLetters:
    """Finds dead letters, and requests that they are redriven or discarded; a worker carries that out."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], directory: Directory) -> None:
        self._units = units
        self._directory = directory

    async def page(self, where: LetterFilter, limit: int, offset: int, by: Actor) -> LetterPage:
        """Return a page of letters, the newest first; raise SessionEnded."""
        await self._directory.require_reader(by)
        async with self._units.begin() as work:
            return await work.dead_letters.page(where, limit, offset)

    async def details(self, letter_id: UUID, by: Actor) -> LetterDetails:
        """Return a letter with its content; raise SessionEnded or DeadLetterNotFound."""
        await self._directory.require_reader(by)
        async with self._units.begin() as work:
            return await _details(work, letter_id)

    async def request(self, letter_id: UUID, action: Action, note: str, by: Actor) -> LetterDetails:
        """Request an action once, and return the letter.

        Raise SessionEnded, DeadLetterNotFound, or DeadLetterHandled after another action.
        """
        async with self._units.begin() as work:
            now = await _administrators_time(work, by)
            letter = await work.dead_letters.lock(letter_id)
            if letter is None:
                raise DeadLetterNotFound
            if letter.needs(action):
                await work.dead_letters.request(letter_id, ActionRequest(action, note, by.account_id, now))
                entry = {"letter": letter.reference, "code": letter.code, "letters": "1", "note": note}
                await work.audit.record(by.entry(KINDS[action], now, entry))
            return await _details(work, letter_id)

    async def request_all(self, where: LetterFilter, action: Action, note: str, by: Actor) -> int:
        """Request an action for every open letter of a selection, and return how many there are; raise SessionEnded."""
        async with self._units.begin() as work:
            now = await _administrators_time(work, by)
            count = await work.dead_letters.request_all(where, ActionRequest(action, note, by.account_id, now))
            if count:
                conditions = {name: str(value) for name, value in asdict(where).items() if value is not None}
                await work.audit.record(
                    by.entry(KINDS[action], now, {**conditions, "letters": str(count), "note": note})
                )
            return count


async def _administrators_time(work: UnitOfWork, by: Actor) -> datetime:
    now = await work.now()
    if not await work.accounts.is_administrator(by.account_id, by.session_id, now):
        raise SessionEnded
    return now


async def _details(work: UnitOfWork, letter_id: UUID) -> LetterDetails:
    details = await work.dead_letters.details(letter_id)
    if details is None:
        raise DeadLetterNotFound
    return details
