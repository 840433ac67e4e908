"""What is reviewed: a title, a season, an episode or a public list."""

from dataclasses import dataclass, replace
from typing import Final, Literal
from uuid import UUID

SubjectKind = Literal["title", "season", "episode", "list"]
_PARTS: Final[dict[int, SubjectKind]] = {1: "season", 2: "episode"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject: `target` is the id of the title or of the list."""

    kind: SubjectKind
    target: UUID
    season: int | None = None
    episode: int | None = None

    @classmethod
    def of_title(cls, media_id: UUID, season: int | None = None, episode: int | None = None) -> "Subject":
        """Return a title, one of its seasons, or one of its episodes."""
        if season is None:
            return cls("title", media_id)
        return cls("season" if episode is None else "episode", media_id, season, episode)

    @classmethod
    def of_list(cls, list_id: UUID) -> "Subject":
        """Return a list."""
        return cls("list", list_id)

    def moved(self, media_id: UUID) -> "Subject":
        """Return the same part of another title."""
        return replace(self, target=media_id)

    @classmethod
    def parse(cls, key: str) -> "Subject":
        """Return the subject of a key; raise ValueError for another text."""
        kind, target, *numbers = key.split(":")
        if kind == "list" and not numbers:
            return cls.of_list(UUID(target))
        if kind != _PARTS.get(len(numbers), "title"):
            raise ValueError(f"{key!r} is not the key of a subject")
        return cls.of_title(UUID(target), *map(int, numbers))

    @property
    def key(self) -> str:
        """The natural key, such as `season:5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11:2`."""
        numbers = [number for number in (self.season, self.episode) if number is not None]
        return ":".join(map(str, (self.kind, self.target, *numbers)))
