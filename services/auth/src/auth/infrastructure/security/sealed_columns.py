"""The encrypted columns of auth."""

from typing import Final

from auth.infrastructure.factors.secrets import code_cell, phone_cell, totp_cell
from auth.infrastructure.factors.tables import one_time_codes, phones, totp_secrets
from chassis.storage.reencryption.columns import SealedColumn

SEALED: Final = (
    SealedColumn(totp_secrets.c.sealed_secret, totp_cell),
    SealedColumn(phones.c.sealed_number, phone_cell),
    SealedColumn(one_time_codes.c.sealed_key, code_cell),
)
