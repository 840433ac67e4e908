"""The metadata of auth's tables, its outbox and its inbox of events."""

from typing import Final

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from chassis.storage.database import metadata as new_metadata

metadata: Final = new_metadata()

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)
