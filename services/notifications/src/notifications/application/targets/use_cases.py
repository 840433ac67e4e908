"""The use cases about targets."""

from dataclasses import dataclass

from notifications.application.targets.addresses import AddressBook
from notifications.application.targets.confirming import ConfirmTargets
from notifications.application.targets.managing import ManageTargets


@dataclass(frozen=True, slots=True)
class TargetUseCases:
    """Use cases about targets, and what their routes read."""

    manage: ManageTargets
    confirm: ConfirmTargets
    book: AddressBook
    push_key: str | None
    """The public key of web push; null when the installation does not use it."""
