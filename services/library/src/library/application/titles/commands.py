"""Commands: the input of the use cases about titles."""

from dataclasses import dataclass
from uuid import UUID

from library.domain.titles.details import EpisodeDetails


@dataclass(frozen=True, slots=True)
class UpdateSeasonPart:
    """Store one of the `parts` parts of a version of a season; a deleted season has no episodes."""

    season_id: UUID
    part: int
    parts: int
    media_id: UUID
    number: int
    version: int
    episodes: tuple[EpisodeDetails, ...]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the episodes, in order."""
        return sorted({episode.number for episode in self.episodes})
