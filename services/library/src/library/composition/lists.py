"""Composition of lists."""

from secrets import token_urlsafe
from typing import Final
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import Transactions
from library.application.external_lists.following import ExternalWork, FollowExternalLists
from library.application.lists.items import ChangeItems
from library.application.lists.lifecycle import ManageLists
from library.application.lists.reading import ReadLists
from library.application.lists.sharing import ShareLists
from library.application.lists.use_cases import ListUseCases
from library.application.lists.watchlist import ChangeWatchlist
from library.infrastructure.lists.reading import SqlListReader

TOKEN_BYTES: Final = 32


def list_use_cases(units: UnitOfWorkFactory[ExternalWork], transactions: Transactions, clock: Clock) -> ListUseCases:
    """Return the use cases of lists."""
    reader = SqlListReader(transactions)
    return ListUseCases(
        manage=ManageLists(units, clock, new_list_id),
        items=ChangeItems(units, clock),
        share=ShareLists(units, clock, new_token),
        read=ReadLists(reader, clock),
        watchlist=ChangeWatchlist(units, clock),
        external=FollowExternalLists(units, clock, new_list_id),
        overviews=reader,
    )


def new_list_id() -> UUID:
    """Return a random id: the id of an unlisted list cannot be guessed."""
    return uuid4()


def new_token() -> str:
    """Return a random token of 256 bits, in characters that need no escape in a URL."""
    return token_urlsafe(TOKEN_BYTES)
