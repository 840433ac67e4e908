"""Opening what is stored sealed: addresses of users and targets, secrets of webhooks, the contents of notices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import orjson

from chassis.storage.encryption import Keyring, cell


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """The address and the values of a notice of auth."""

    address: str = field(repr=False)
    values: Mapping[str, object] = field(repr=False)


class Sealed:
    """Seals and opens with the keys of this service; each value is bound to its cell."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def open_email(self, user_id: UUID, sealed: bytes) -> str:
        """Return the address of a user; raise CannotOpen."""
        return self._open(sealed, email_cell(user_id)).decode()

    def seal_email(self, user_id: UUID, address: str) -> bytes:
        """Return the address of a user as it is stored."""
        return self._seal(address.encode(), email_cell(user_id))

    def open_target(self, target_id: UUID, sealed: bytes) -> str:
        """Return the address of a target; raise CannotOpen."""
        return self._open(sealed, target_cell(target_id)).decode()

    def seal_target(self, target_id: UUID, address: str) -> bytes:
        """Return the address of a target as it is stored."""
        return self._seal(address.encode(), target_cell(target_id))

    def open_code_key(self, target_id: UUID, sealed: bytes) -> bytes:
        """Return the key of the code of a target; raise CannotOpen."""
        return self._open(sealed, code_cell(target_id))

    def seal_code_key(self, target_id: UUID, key: bytes) -> bytes:
        """Return the key of the code of a target as it is stored."""
        return self._seal(key, code_cell(target_id))

    def open_notice(self, delivery_id: UUID, sealed: bytes) -> NoticeContent:
        """Return the content of a notice; raise CannotOpen."""
        content = orjson.loads(self._open(sealed, notice_cell(delivery_id)))
        return NoticeContent(content["address"], content["values"])

    def seal_notice(self, delivery_id: UUID, content: NoticeContent) -> bytes:
        """Return the content of a notice as it is stored."""
        body = orjson.dumps({"address": content.address, "values": dict(content.values)})
        return self._seal(body, notice_cell(delivery_id))

    def open_webhook(self, endpoint_id: UUID, sealed: bytes) -> str:
        """Return a secret of an endpoint of webhooks; raise CannotOpen."""
        return self._open(sealed, webhook_cell(endpoint_id)).decode()

    def seal_webhook(self, endpoint_id: UUID, secret: str) -> bytes:
        """Return a secret of an endpoint of webhooks as it is stored."""
        return self._seal(secret.encode(), webhook_cell(endpoint_id))

    def _open(self, sealed: bytes, context: bytes) -> bytes:
        return self._keyring.open(sealed, context=context)

    def _seal(self, value: bytes, context: bytes) -> bytes:
        return self._keyring.seal(value, context=context)


def email_cell(user_id: UUID) -> bytes:
    """Return the context of the address of a user."""
    return cell("users", "sealed_email", user_id)


def target_cell(target_id: UUID) -> bytes:
    """Return the context of the address of a target."""
    return cell("targets", "sealed_address", target_id)


def code_cell(target_id: UUID) -> bytes:
    """Return the context of the key of a target's code."""
    return cell("target_codes", "sealed_key", target_id)


def notice_cell(delivery_id: UUID) -> bytes:
    """Return the context of the content of a notice."""
    return cell("deliveries", "sealed", delivery_id)


def webhook_cell(endpoint_id: UUID) -> bytes:
    """Return the context of the secrets of an endpoint of webhooks."""
    return cell("webhook_endpoints", "sealed_secret", endpoint_id)
