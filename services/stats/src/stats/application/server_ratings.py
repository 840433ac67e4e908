"""Keeping the average ratings of titles by the users of this server."""

from collections.abc import Sequence
from typing import Protocol

from stats.domain.server_rating import ServerRating


class ServerRatingWork(Protocol):
    """One transaction that stores averages."""

    async def replace(self, ratings: Sequence[ServerRating]) -> None:
        """Store averages of different titles, in the order of their ids; one that is not newer changes nothing."""
        ...


async def replace_server_ratings(work: ServerRatingWork, ratings: Sequence[ServerRating]) -> None:
    """Store the newest average of each title of a batch, in any order."""
    newest = {rating.media_id: rating for rating in sorted(ratings, key=lambda rating: rating.version)}
    await work.replace([newest[media_id] for media_id in sorted(newest)])
