"""The use cases of dead letters."""

from dataclasses import dataclass

from auth.application.dead_letters.carrying_out import CarryOutActions
from auth.application.dead_letters.managing import ManageDeadLetters


@dataclass(frozen=True, slots=True)
class DeadLetterUseCases:
    """Use cases of dead letters."""

    manage: ManageDeadLetters
    carry_out: CarryOutActions
