"""Names of services within one transaction."""

from collections.abc import Sequence
from typing import Final

from chassis.messaging.transaction import Transaction
from chassis.storage.statements import Statement
from insights.application.change_keys import KEYS
from insights.domain.groups.group import ServiceName

# Nearly every batch states names that are known: rows that change nothing are left out, because a conflict would lock
# the row of a service until the end of the transaction.
_SAVE: Final = Statement("""
insert into service_names as stored (number, name, stated_on)
select i.number, i.name, i.stated_on
from unnest(cast(:numbers as integer[]), cast(:names as text[]), cast(:days as date[])) as i (number, name, stated_on)
where not exists (
  select from service_names s where s.number = i.number and (s.stated_on, s.name) >= (i.stated_on, i.name)
)
on conflict (number) do update set name = excluded.name, stated_on = excluded.stated_on
where (stored.stated_on, stored.name) < (excluded.stated_on, excluded.name)
returning number
""")


class SqlServiceNameWork:
    """Stores names in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def save_names(self, names: Sequence[ServiceName]) -> None:
        """Write all rows in one statement; they are sorted by key."""
        columns = {
            "numbers": [service.number for service in names],
            "names": [service.name for service in names],
            "days": [service.stated_on for service in names],
        }
        if await _SAVE(self._connection, columns):
            self._transaction.changed(KEYS.subject("groups"))
