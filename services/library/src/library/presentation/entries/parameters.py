"""Query parameters of the list of entries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, Self, cast
from uuid import UUID

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from chassis.core.lists.pages import Part, Slice
from chassis.http.follow_up.paging import (
    Order,
    PartParams,
    ReadKey,
    day,
    identifier,
    instant,
    optional,
    small_number,
    text,
    unknown,
)
from library.application.entries.filters import EVERY_ENTRY, EntryFilter, EntryPosition, Sort, SortKey
from library.application.entries.read_models import EntryItem, EntryPage, PageRequest, Selection
from library.domain.entries.tags import LONGEST_TAG, tag_of
from library.domain.titles.names import match_name
from library.presentation.entries.schemas import SortName, StateName

SHARED_SORTS = (
    "`recent`: last change. `rating`: the user's rating. `releaseDate`: the title's release. Highest or newest first,"
    " unknown last"
)
SORTS = (
    "`recent`: last change. `rating`: the user's rating. `releaseDate`: the title's release. `title`: its name, from A."
    " `added`: creation of the entry. `lastWatched`: the last play. `progress`: episodes seen. Highest or newest first"
    " but for `title`, unknown last; among equals last changed first"
)


_KEYS: Final[Mapping[Sort, tuple[ReadKey, ...]]] = {
    "recent": (unknown,),
    "rating": (optional(small_number),),
    "releaseDate": (optional(day),),
    "title": (optional(text),),
    "added": (optional(instant),),
    "lastWatched": (optional(instant),),
    "progress": (optional(small_number),),
}


def order_of(selection: Selection, sort: Sort = "recent") -> Order:
    """Return the order of a list of entries."""
    return Order(f"entries:{selection}:{sort}", (*_KEYS[sort], instant, identifier))


class SortedParams(PartParams):
    """Parameters of a list of entries in a chosen order."""

    sort: SortName = Field(default="recent", description=SORTS, examples=["recent"])


class EntryParams(SortedParams):
    """Parameters of the list of entries."""

    state: tuple[StateName, ...] = Field(
        default_factory=tuple,
        max_length=5,
        description="Entries in this state only; repeat it for several: `planned`, `watching`, `completed`, `dropped`"
        " or `paused`",
        examples=[["watching"]],
    )
    kind: Literal["movie", "show"] | None = Field(default=None, description="Movies or shows only", examples=["show"])
    tag: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_TAG,
        description="Entries with this tag only, in any case",
        examples=["with ann"],
    )
    min_rating: int | None = Field(
        default=None, ge=0, le=100, description="Rated at least so, from 0 to 100", examples=[70]
    )
    max_rating: int | None = Field(
        default=None, ge=0, le=100, description="Rated at most so, from 0 to 100", examples=[100]
    )
    genre: int | None = Field(
        default=None, ge=1, le=2_147_483_647, description="TMDB's number of a genre, at most 2147483647", examples=[18]
    )
    year: int | None = Field(
        default=None, ge=1870, le=2200, description="Year of the title's release, from 1870 to 2200", examples=[2008]
    )
    query: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="A part of a name of the title in any language, without regard to case, accents and punctuation",
        examples=["breaking"],
    )

    @field_validator("query")
    @classmethod
    def _has_letters(cls, query: str | None) -> str | None:
        if query is not None and not match_name(query):
            raise PydanticCustomError("letter_missing", "must have a letter or a digit")
        return query

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.min_rating is not None and self.max_rating is not None and self.min_rating > self.max_rating:
            raise PydanticCustomError("bounds_order", "minRating must be at most maxRating", {"name": "maxRating"})
        return self

    def chosen(self) -> EntryFilter:
        """Return the filters."""
        return EntryFilter(
            states=self.state,
            kind=self.kind,
            tag=None if self.tag is None else tag_of(self.tag),
            min_rating=self.min_rating,
            max_rating=self.max_rating,
            genre=self.genre,
            year=self.year,
            name=None if self.query is None else match_name(self.query),
        )


def entry_request(
    user_id: UUID, selection: Selection, part: Slice, sort: Sort = "recent", chosen: EntryFilter = EVERY_ENTRY
) -> PageRequest:
    """Return the request for a part of a list of entries."""
    after = None if part.after is None else EntryPosition(*cast("tuple[SortKey, datetime, UUID]", part.after))
    return PageRequest(user_id, selection, part.limit, part.offset, sort, chosen, after)


def entry_part(page: EntryPage) -> Part[EntryItem]:
    """Return a page of entries as a part of their list."""
    last = page.last
    return Part(page.items, page.total, None if last is None else (last.key, last.updated_at, last.media_id))
