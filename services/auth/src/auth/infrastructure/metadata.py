"""The metadata of auth's tables, and its outbox."""

from typing import Final

from chassis.messaging.outbox import outbox_table
from chassis.storage.database import metadata as new_metadata

metadata: Final = new_metadata()

outbox: Final = outbox_table(metadata)
