"""The encrypted columns of notifications."""

from typing import Final

from chassis.storage.reencryption.columns import SealedColumn
from notifications.infrastructure.deliveries.sealed import code_cell, email_cell, notice_cell, target_cell, webhook_cell
from notifications.infrastructure.deliveries.tables import deliveries
from notifications.infrastructure.targets.tables import target_codes, targets
from notifications.infrastructure.users.tables import users
from notifications.infrastructure.webhooks.tables import webhook_endpoints

SEALED: Final = (
    SealedColumn(users.c.sealed_email, email_cell),
    SealedColumn(targets.c.sealed_address, target_cell),
    SealedColumn(target_codes.c.sealed_key, code_cell),
    SealedColumn(deliveries.c.sealed, notice_cell),
    SealedColumn(webhook_endpoints.c.sealed_secret, webhook_cell),
    # Both secrets of an endpoint have one context: the present one becomes the previous one as it is stored.
    SealedColumn(webhook_endpoints.c.sealed_previous_secret, webhook_cell),
)
