"""Query parameters of the list of entries."""

from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import Field, field_validator, model_validator

from chassis.http.follow_up.cursors import Cursor, InvalidCursor, decode_cursor, encode_cursor
from chassis.http.schemas import Parameters
from library.application.entries.filters import EntryFilter, EntryPosition, Sort, SortKey
from library.application.entries.read_models import EntryPage, PageRequest
from library.domain.entries.tags import LONGEST_TAG, tag_of
from library.domain.titles.names import match_name
from library.presentation.entries.schemas import SortName, StateName
from library.presentation.paging import CursorMeta, cursor_error, instant, microseconds, number

SHARED_SORTS = (
    "`recent`: last change. `rating`: the user's rating. `releaseDate`: the title's release. Highest or newest first,"
    " unknown last"
)
SORTS = (
    "`recent`: last change. `rating`: the user's rating. `releaseDate`: the title's release. `title`: its name, from A."
    " `added`: creation of the entry. `lastWatched`: the last play. `progress`: episodes seen. Highest or newest first"
    " but for `title`, unknown last; among equals last changed first"
)


class EntryParams(Parameters):
    """Parameters of the list of entries."""

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of entries on the page", examples=[20])
    offset: int = Field(
        default=0,
        ge=0,
        le=2_147_483_647,
        description="Number of entries before the page, at most 2147483647; `cursor` reads a long list faster",
        examples=[0],
    )
    cursor: Cursor | None = Field(
        default=None,
        description="`nextCursor` of the page before, with the same order and filters; `offset` does not count then",
        examples=["m5vRkq0T2lZlWzQyXQ"],
    )
    sort: SortName = Field(default="recent", description=SORTS, examples=["recent"])
    state: list[StateName] = Field(
        default_factory=list,
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
            raise ValueError("must have a letter or a digit")
        return query

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.min_rating is not None and self.max_rating is not None and self.min_rating > self.max_rating:
            raise ValueError("minRating must be at most maxRating")
        return self

    def request(self, user_id: UUID) -> PageRequest:
        """Return the request for a page; raise ApiError for a cursor of another list."""
        after, before = self._after()
        return PageRequest(user_id, "all", self.limit, before, self.sort, self._filter(), after)

    def meta(self, page: EntryPage, request: PageRequest) -> CursorMeta:
        """Return the position of a page."""
        cursor = None
        if page.last is not None:
            key = _written(page.last.key)
            position = (key, microseconds(page.last.updated_at), str(page.last.media_id))
            cursor = encode_cursor((*position, request.offset + len(page.items)), self._query())
        return CursorMeta(
            count=len(page.items),
            total=page.total,
            limit=self.limit,
            offset=request.offset,
            has_more=cursor is not None,
            next_cursor=cursor,
        )

    def _filter(self) -> EntryFilter:
        return EntryFilter(
            states=tuple(self.state),
            kind=self.kind,
            tag=None if self.tag is None else tag_of(self.tag),
            min_rating=self.min_rating,
            max_rating=self.max_rating,
            genre=self.genre,
            year=self.year,
            name=None if self.query is None else match_name(self.query),
        )

    def _query(self) -> str:
        """Return the order and filters, on which a cursor depends."""
        return "entries" + self.model_dump_json(exclude={"limit", "offset", "cursor"}, exclude_defaults=True)

    def _after(self) -> tuple[EntryPosition | None, int]:
        if self.cursor is None:
            return None, self.offset
        try:
            key, updated_at, media_id, before = decode_cursor(self.cursor, self._query())
            position = EntryPosition(_read(key, self.sort), instant(updated_at), UUID(media_id))
            return position, number(before, 2**31 - 1)
        except (ValueError, TypeError, AttributeError) as invalid:
            raise cursor_error() from invalid


def _written(key: SortKey) -> int | str | None:
    if isinstance(key, date):
        return microseconds(key) if isinstance(key, datetime) else key.isoformat()
    return key


def _read(key: Any, sort: Sort) -> SortKey:
    """Return the key of a cursor, which a client may have changed; raise ValueError."""
    if key is None:
        return None
    match sort:
        case "recent":
            raise InvalidCursor
        case "rating" | "progress":
            return number(key, 2**31 - 1)
        case "added" | "lastWatched":
            return instant(key)
        case "releaseDate":
            return date.fromisoformat(key)
        case "title":
            if not isinstance(key, str) or "\x00" in key:
                raise InvalidCursor
            return key
