"""The use cases of relations."""

from dataclasses import dataclass

from chassis.core.clock import Clock
from social.application.relations.blocks import ManageBlocks
from social.application.relations.follows import ManageFollows
from social.application.relations.friends import ManageFriends
from social.application.unit_of_work import Readers, Units


@dataclass(frozen=True, slots=True)
class RelationUseCases:
    """Every use case of relations."""

    friends: ManageFriends
    follows: ManageFollows
    blocks: ManageBlocks


def relation_use_cases(units: Units, readers: Readers, clock: Clock) -> RelationUseCases:
    """Create the use cases."""
    return RelationUseCases(
        ManageFriends(units, readers, clock), ManageFollows(units, readers, clock), ManageBlocks(units, readers, clock)
    )
