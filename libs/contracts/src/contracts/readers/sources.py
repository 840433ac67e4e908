"""What sources reads."""

from uuid import UUID

from contracts.readers.titles import CountedSeason, NamedTitleImported

__all__ = ["MediaImported"]


class MediaImported(NamedTitleImported):
    """What a file is matched with a title by."""

    seasons: tuple[CountedSeason, ...] = ()
    successor_id: UUID | None = None
