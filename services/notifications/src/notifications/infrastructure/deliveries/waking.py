"""Waking the dispatcher: Postgres sends the notification when the transaction commits, once per channel."""

from typing import Final

from sqlalchemy import ARRAY, Text, bindparam, text

from chassis.storage.statements import Statement

NOTIFIED: Final = "notifications_deliveries"
"""The channel of Postgres; its payload is the channel of the deliveries."""

WAKE: Final = Statement(
    text("select pg_notify(:notified, channel) from unnest(:channels) as item (channel)").bindparams(
        bindparam("notified", NOTIFIED, type_=Text), bindparam("channels", type_=ARRAY(Text))
    )
)
