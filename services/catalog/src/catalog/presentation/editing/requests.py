"""Request bodies and parameters of editors, and the changes that they mean."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final, Self, get_args
from uuid import UUID

from pydantic import AwareDatetime, Field, Strict, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from catalog.application.editing.read_models import NEWEST, AuditFilter
from catalog.domain.editing.audit import Action
from catalog.domain.editing.overrides import (
    FIRST_DAY,
    LAST_DAY,
    MOST_CERTIFICATION,
    MOST_GENRES,
    MOST_IMAGE,
    MOST_OVERVIEW,
    MOST_RUNTIME,
    MOST_SCOPES,
    MOST_TITLE,
    Changes,
)
from catalog.presentation.routes.cursors import cursor_error
from chassis.core.languages import TAG
from chassis.http.follow_up.cursors import Cursor, InvalidCursor, decode_cursor
from chassis.http.schemas import Parameters, RequestModel
from chassis.http.validation.inputs import Day

Name = Annotated[str, StringConstraints(min_length=1, max_length=MOST_TITLE, pattern=r"\S")]
Overview = Annotated[str, StringConstraints(max_length=MOST_OVERVIEW)]
Image = Annotated[
    str,
    StringConstraints(
        max_length=MOST_IMAGE, pattern=r"^(/[A-Za-z0-9_-]+\.(jpg|png|webp|svg)|https://[A-Za-z0-9.-]+(:\d+)?/[!-~]*)?$"
    ),
]
GenreSlug = Annotated[str, StringConstraints(max_length=100, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
LanguageKey = Annotated[str, StringConstraints(pattern=f"^{TAG}$")]
RegionKey = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Certification = Annotated[str, StringConstraints(max_length=MOST_CERTIFICATION)]
IMAGE: Final = "a path of TMDB or an https URL, an empty text for none; null reverts"


class TranslationOverride(RequestModel):
    """Overrides of the texts in one language; a missing field stays, null reverts."""

    title: Name | None = Field(default=None, description="The title; null reverts", examples=["Der Wüstenplanet"])
    overview: Overview | None = Field(
        default=None,
        description="The overview, an empty text for none; null reverts",
        examples=["Der Sohn einer Adelsfamilie reist zum gefährlichsten Planeten."],
    )


class OverridesRequest(RequestModel):
    """Facts that replace those of the provider. A missing field stays, null reverts to what the provider says."""

    title: Name | None = Field(
        default=None,
        description="The title, at most 400 characters. It also replaces translations that repeat the provider's title",
        examples=["Dune: Part One"],
    )
    overview: Overview | None = Field(
        default=None,
        description="The overview, at most 10000 characters, an empty text for none; translations as with `title`",
        examples=["A noble family becomes embroiled in a war for control over the galaxy's most valuable asset."],
    )
    poster: Image | None = Field(
        default=None, description=f"The poster: {IMAGE}", examples=["/d5NXSklXo0qyIYkgV94XAgMIckC.jpg"]
    )
    backdrop: Image | None = Field(
        default=None, description=f"The backdrop: {IMAGE}", examples=["https://images.example.org/dune.jpg"]
    )
    release_date: Day | None = Field(
        default=None, description="The first day of release, from 1870-01-01 to 2200-12-31", examples=["2021-09-15"]
    )
    runtime: Annotated[int, Field(ge=1, le=MOST_RUNTIME)] | None = Field(
        default=None, description="Runtime in minutes, 1 to 2000", examples=[155]
    )
    genres: Annotated[list[GenreSlug], Field(max_length=MOST_GENRES)] | None = Field(
        default=None,
        description="Slugs of genres of this catalog, in the order in which they are shown, each once, at most 20",
        examples=[["science-fiction", "adventure"]],
    )
    translations: (
        Annotated[dict[LanguageKey, TranslationOverride], Field(min_length=1, max_length=MOST_SCOPES)] | None
    ) = Field(
        default=None,
        description="Texts by language (BCP 47 tag). A language without a region also replaces its variants",
        examples=[{"de": {"title": "Dune: Teil eins"}}],
    )
    certifications: (
        Annotated[dict[RegionKey, Certification | None], Field(min_length=1, max_length=MOST_SCOPES)] | None
    ) = Field(
        default=None,
        description="Age ratings by region (ISO 3166-1), an empty text for none; null reverts that of a region",
        examples=[{"US": "PG-13"}],
    )

    @field_validator("release_date")
    @classmethod
    def _in_range(cls, day: date | None) -> date | None:
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise PydanticCustomError(
                "date_range",
                "must be between {minimum} and {maximum}",
                {"minimum": FIRST_DAY.isoformat(), "maximum": LAST_DAY.isoformat()},
            )
        return day

    @field_validator("genres")
    @classmethod
    def _unique(cls, slugs: list[str] | None) -> list[str] | None:
        if slugs is not None and len(set(slugs)) < len(slugs):
            raise PydanticCustomError("unique", "must contain each genre once")
        return slugs

    @field_validator("translations", "certifications")
    @classmethod
    def _no_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("no_null", "must be an object; null is a value of its members")
        return value

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("empty", "must contain at least one field")
        return self

    def changes(self) -> Changes:
        """Return the new values by key."""
        return dict(self._changes())

    def _changes(self) -> Iterator[tuple[str, object]]:
        for name in ("title", "overview", "poster", "backdrop", "runtime", "genres"):
            if name in self.model_fields_set:
                yield name, getattr(self, name)
        if "release_date" in self.model_fields_set:
            yield "releaseDate", None if self.release_date is None else self.release_date.isoformat()
        for language, texts in (self.translations or {}).items():
            for name in texts.model_fields_set:
                yield f"{name}:{language}", getattr(texts, name)
        for region, certification in (self.certifications or {}).items():
            yield f"certification:{region}", certification


class HideRequest(RequestModel):
    """Why a title is hidden."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"\S")] = Field(
        description="Why it is hidden, for other editors; 1 to 500 characters", examples=["Rights expired"]
    )


class MergeRequest(RequestModel):
    """The title that a duplicate is merged into."""

    into: Annotated[UUID, Strict(False)] = Field(
        description="Id of the title that remains: of the same type, and neither deleted nor merged",
        examples=["02d1b23c-2966-5ec3-bba0-f61698150b2a"],
    )


class AuditParams(Parameters):
    """Filters of the audit trail."""

    limit: int = Field(default=50, ge=1, le=100, description="Maximum number of entries on the page", examples=[50])
    cursor: Cursor | None = Field(
        default=None,
        description="`nextCursor` of the page before, with the same filters",
        examples=["m5vRkq0T2lZlWzQyXQ"],
    )
    media_id: UUID | None = Field(
        default=None, description="Changes of this title only", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]
    )
    user_id: UUID | None = Field(
        default=None, description="Changes by this user only", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"]
    )
    action: Action | None = Field(default=None, description="Changes of this kind only", examples=["title.override"])
    subject: str | None = Field(
        default=None,
        max_length=200,
        description="Changes of this subject only: `title:<id>`, `collection:<slug>`, `section:<key>`, `schedule:<id>`",
        examples=["collection:summer-nights"],
    )
    since: AwareDatetime | None = Field(
        default=None, description="Changes at or after this instant only", examples=["2026-11-01T00:00:00Z"]
    )
    until: AwareDatetime | None = Field(
        default=None, description="Changes before this instant only", examples=["2026-12-01T00:00:00Z"]
    )

    def filter(self) -> AuditFilter:
        """Return the selection of entries; raise ApiError for a cursor of another query."""
        return AuditFilter(
            limit=self.limit,
            before=self._before(),
            media_id=self.media_id,
            user_id=self.user_id,
            action=self.action,
            subject=self.subject,
            since=self.since,
            until=self.until,
        )

    def query(self) -> str:
        """Return what identifies the filters, on which a cursor depends."""
        return self.model_dump_json(exclude={"limit", "cursor"}, exclude_defaults=True)

    def _before(self) -> int:
        """Return the number before which the page begins. A client can compute the checksum, so it is checked."""
        if self.cursor is None:
            return NEWEST
        try:
            [number] = decode_cursor(self.cursor, self.query())
            if type(number) is not int or not 0 < number <= NEWEST:
                raise InvalidCursor
        except ValueError as invalid:
            raise cursor_error("cursor", "must be `nextCursor` of the page before, with the same filters") from invalid
        return number


ACTIONS: Final = get_args(Action)
