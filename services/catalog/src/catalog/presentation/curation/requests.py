"""Request bodies and parameters of curation."""

from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, Strict, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from catalog.domain.curation.collections import (
    LAST_POSITION,
    MOST_DESCRIPTION,
    MOST_LANGUAGES,
    MOST_NAME,
    MOST_SLUG,
    MOST_TITLES,
    SLUG,
    CollectionContent,
    CollectionKind,
)
from catalog.domain.curation.scheduling import ScheduledAction, ScheduleState
from catalog.domain.curation.sections import MOST_PINS, PINNABLE, Arrangement, Pin
from catalog.domain.home.sections import COLLECTION_PREFIX, SECTIONS
from catalog.presentation.editing.requests import Image, LanguageKey
from chassis.http.errors import validation_error
from chassis.http.schemas import Parameters, RequestModel
from chassis.http.validation.inputs import TEXT_FORMS, Instant
from chassis.http.validation.problems import Problem

Name = Annotated[str, StringConstraints(min_length=1, max_length=MOST_NAME, pattern=r"\S")]
Description = Annotated[str, StringConstraints(min_length=1, max_length=MOST_DESCRIPTION, pattern=r"\S")]
CollectionSlug = Annotated[str, StringConstraints(max_length=MOST_SLUG, pattern=SLUG)]
Id = Annotated[UUID, Strict(False)]
SECTION_KEY: Final = f"^({'|'.join(section.key for section in SECTIONS)}|{COLLECTION_PREFIX}{SLUG[1:-1]})$"
SECTION: Final = "Name of the section, or `collection:` and the slug of a curated collection"
KIND: Final = "`collection`: chosen titles. `category`: a part of the catalog, for menus"


class CollectionRequest(RequestModel):
    """The content of a collection; it is replaced as a whole."""

    kind: CollectionKind = Field(description=KIND, examples=["collection"])
    names: Annotated[dict[LanguageKey, Name], Field(min_length=1, max_length=MOST_LANGUAGES)] = Field(
        description="Name by language (BCP 47 tag), at most 200 characters each; at least one",
        examples=[{"en": "Summer nights", "uk": "Літні ночі"}],
    )
    descriptions: Annotated[dict[LanguageKey, Description], Field(max_length=MOST_LANGUAGES)] = Field(
        default_factory=dict,
        description="Description by language, at most 2000 characters each",
        examples=[{"en": "Movies for warm evenings."}],
    )
    image: Image | None = Field(
        default=None,
        description="The picture: a path of TMDB or an https URL; null for none",
        examples=["https://images.example.org/summer.jpg"],
    )
    titles: Annotated[list[Id], Field(max_length=MOST_TITLES)] = Field(
        description="Ids of its titles in their order, each once, at most 500",
        examples=[["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]],
    )
    position: Annotated[int, Field(ge=0, le=LAST_POSITION)] = Field(
        default=0,
        description="Its place among collections, 0 to 10000; those of one place are in order of slugs",
        examples=[10],
    )

    @field_validator("titles")
    @classmethod
    def _unique(cls, titles: list[UUID]) -> list[UUID]:
        if len(set(titles)) < len(titles):
            raise PydanticCustomError("unique", "must contain each title once")
        return titles

    def content(self) -> CollectionContent:
        """Return the content."""
        return CollectionContent(
            kind=self.kind,
            names=self.names,
            descriptions=self.descriptions,
            image=self.image or None,
            media_ids=tuple(self.titles),
            position=self.position,
        )


class NewCollectionRequest(CollectionRequest):
    """A new collection."""

    slug: CollectionSlug = Field(
        description="Its name in addresses, which does not change: letters a to z, digits and hyphens, at most 100",
        examples=["summer-nights"],
    )


class PinRequest(RequestModel):
    """A title at a position of a section."""

    media_id: Id = Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    position: int = Field(ge=1, le=MOST_PINS, description="Its place in the section, from 1 to 12", examples=[1])


class SectionRequest(RequestModel):
    """How a section is arranged; it is replaced as a whole."""

    enabled: bool = Field(description="Whether the home page has the section", examples=[True])
    position: int = Field(
        ge=-1000,
        le=1000,
        description="Its place, -1000 to 1000; sections of one place keep their default order, and 0 is the default",
        examples=[0],
    )
    pins: Annotated[list[PinRequest], Field(max_length=MOST_PINS)] = Field(
        default_factory=list,
        description="Titles that are shown at fixed positions, at most 12; the others follow around them. Only sections"
        " of titles that are the same for every user can have pins",
    )

    @field_validator("pins")
    @classmethod
    def _unique(cls, pins: list[PinRequest]) -> list[PinRequest]:
        for values in ([pin.media_id for pin in pins], [pin.position for pin in pins]):
            if len(set(values)) < len(values):
                raise PydanticCustomError("unique", "must contain each title and each position once")
        return pins

    def arrangement(self, key: str) -> Arrangement:
        """Return the arrangement of a section; raise ApiError for pins in one that can have none."""
        if self.pins and key not in PINNABLE:
            raise validation_error(Problem("pins", "body", "not_pinnable", f"must be empty for the section {key}"))
        pins = sorted((Pin(pin.media_id, pin.position) for pin in self.pins), key=lambda pin: pin.position)
        return Arrangement(key, 0, self.enabled, self.position, tuple(pins))


class ScheduleRequest(RequestModel):
    """A change at an instant."""

    action: ScheduledAction = Field(description="What is done", examples=["collection.publish"])
    target: Annotated[str, StringConstraints(min_length=1, max_length=MOST_SLUG)] = Field(
        description="Slug of the collection, or id of the title", examples=["summer-nights"]
    )
    at: Instant = Field(
        description="When it is done, with an offset from UTC; in the future", examples=["2026-12-01T00:00:00Z"]
    )
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"\S")] | None = Field(
        default=None, description="Why, for other editors; required to hide a title", examples=["Start of summer"]
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.action.startswith("title.") and not TEXT_FORMS[UUID].fullmatch(self.target):
            raise PydanticCustomError("target", "target must be the id of a title for this action")
        if self.action == "title.hide" and self.reason is None:
            raise PydanticCustomError("reason", "reason is required to hide a title")
        return self


class CollectionsParams(Parameters):
    """Parameters of lists of collections."""

    kind: CollectionKind | None = Field(
        default=None, description=f"Only those of a kind. {KIND}", examples=["category"]
    )
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=100_000, description="Number of items before the page", examples=[0])


class ScheduleParams(Parameters):
    """Parameters of the list of scheduled changes."""

    state: ScheduleState | None = Field(default=None, description="Only those in a state", examples=["pending"])
    target: str | None = Field(
        default=None,
        max_length=MOST_SLUG,
        description="Only those of a collection or title",
        examples=["summer-nights"],
    )
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=1_000_000, description="Number of items before the page", examples=[0])
