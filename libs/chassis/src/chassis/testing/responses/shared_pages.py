"""Public pages that caches keep: none of them may change without the announcement of a key that it has."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx2
import orjson
from sqlalchemy import Table, delete, select

from chassis.messaging.transaction import Transactions


@dataclass(frozen=True, slots=True)
class _Page:
    tag: str
    keys: frozenset[str]


async def announced(transactions: Transactions, outbox: Table) -> list[set[str]]:
    """Return the keys of each announcement so far, and forget all events."""
    query = select(outbox.c.topic, outbox.c.body).order_by(outbox.c.id)
    async with transactions.committed() as transaction:
        rows = (await transaction.connection.execute(query)).all()
        await transaction.connection.execute(delete(outbox))
    topic = transactions.announcement(()).topic
    return [set(orjson.loads(row.body)["keys"]) for row in rows if row.topic == topic]


class SharedPages:
    """Pages of a service, read again after each change."""

    def __init__(self, client: httpx2.AsyncClient, transactions: Transactions, outbox: Table, paths: Sequence[str]):
        self._client = client
        self._transactions = transactions
        self._outbox = outbox
        self._paths = paths
        self._pages: dict[str, _Page] = {}

    async def changed(self) -> set[str]:
        """Return the pages that have changed since the last call; raise AssertionError for one that is still kept.

        A page that was not found before is new: an error is never kept.
        """
        keys = set().union(*await announced(self._transactions, self._outbox))
        before, self._pages = self._pages, {}
        for path in self._paths:
            response = await self._client.get(path)
            if response.status_code == 200:
                stated = response.headers["surrogate-key"].split()
                self._pages[path] = _Page(response.headers["etag"], frozenset(stated))
            elif response.status_code != 404:
                raise AssertionError(f"{path}: {response.text}")
        different = {path for path in self._paths if self._pages.get(path) != before.get(path)}
        for path in different & before.keys():
            if not keys & before[path].keys:
                raise AssertionError(f"{path} with {set(before[path].keys)} has changed, but only {keys} are announced")
        return different
