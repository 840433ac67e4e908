"""Bodies of requests that change lists."""

from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, Strict, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel
from library.application.lists.commands import NewItem, NewList, Place
from library.domain.entries.change import OMITTED
from library.domain.lists.limits import (
    DESCRIPTION_CHARACTERS,
    ITEMS_PER_LIST,
    NAME_CHARACTERS,
    NOTE_CHARACTERS,
    URL_CHARACTERS,
)
from library.domain.lists.rules.reading import read_rules
from library.domain.lists.user_list import ListChange, Visibility
from library.presentation.lists.dependencies import TOKEN_EXAMPLE
from library.presentation.lists.rule_requests import RULES, RULES_EXAMPLE, RulesDocument

ITEMS_PER_REQUEST: Final = 1_000
TEXT_CHARACTERS: Final = 500_000

Id = Annotated[UUID, Strict(False)]
VisibilityName = Literal["private", "unlisted", "public"]
VISIBILITIES: Final = (
    "`private`: for the owner and the members. `unlisted`: also for everyone who knows the id. `public`: also in the"
    " public lists"
)
NOTE: Final = f"Note of the item, at most {NOTE_CHARACTERS} characters, or null"

Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=NAME_CHARACTERS, pattern=r"\S"),
]
CoverUrl = Annotated[str, StringConstraints(max_length=URL_CHARACTERS, pattern=r"^https://[\x21-\x7e]+$")]


class ListRequest(RequestModel):
    """A new list; with `rules` it is smart."""

    name: Name = Field(description="Name of the list, at most 100 characters", examples=["Noir"])
    description: str | None = Field(
        default=None,
        max_length=DESCRIPTION_CHARACTERS,
        description="Description, or null",
        examples=["Rain, hats and bad decisions"],
    )
    cover_url: CoverUrl | None = Field(
        default=None, description="HTTPS address of a picture, or null", examples=["https://example.org/noir.jpg"]
    )
    visibility: VisibilityName = Field(default="private", description=VISIBILITIES, examples=["private"])
    rules: RulesDocument | None = Field(default=None, description=f"{RULES}. Null for a list that is filled by hand")

    def to_list(self) -> NewList:
        """Return the new list; raise ListRuleInvalid."""
        rules = None if self.rules is None else read_rules(self.rules)
        return NewList(self.name, self.description, self.cover_url, self.visibility, rules)


class ListPatch(RequestModel):
    """A change of a list: an omitted field stays as it is, null clears it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Noir", "visibility": "public"}]})

    name: Name | None = Field(default=None, description="Name of the list; never null", examples=["Noir"])
    description: str | None = Field(
        default=None, max_length=DESCRIPTION_CHARACTERS, description="Description; null clears it", examples=[None]
    )
    cover_url: CoverUrl | None = Field(
        default=None,
        description="HTTPS address of a picture; null clears it",
        examples=["https://example.org/noir.jpg"],
    )
    visibility: VisibilityName | None = Field(
        default=None, description=f"{VISIBILITIES}. Never null", examples=["public"]
    )
    rules: RulesDocument | None = Field(
        default=None, description=f"{RULES}. Of smart lists only, and never null", examples=[RULES_EXAMPLE]
    )

    @field_validator("name", "visibility", "rules")
    @classmethod
    def _is_not_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("null", "must not be null")
        return value

    def to_change(self) -> ListChange:
        """Return the change of the fields that were sent; raise ListRuleInvalid."""
        sent = self.model_fields_set
        visibility: Visibility | None = self.visibility
        return ListChange(
            name=OMITTED if self.name is None else self.name,
            description=self.description if "description" in sent else OMITTED,
            cover_url=self.cover_url if "cover_url" in sent else OMITTED,
            visibility=OMITTED if visibility is None else visibility,
            rules=OMITTED if self.rules is None else read_rules(self.rules),
        )


class FollowedListRequest(RequestModel):
    """A list that follows an external one."""

    external_list_id: Id = Field(
        description="Id of an external list that the user follows", examples=["b1f8c1de-5a0e-5b0e-8a6f-6f1a0c9d2e11"]
    )
    name: Name | None = Field(
        default=None, description="Name of the list; null takes that of the external list", examples=["Best of 2020"]
    )


class CopyRequest(RequestModel):
    """A copy of a list."""

    name: Name | None = Field(default=None, description="Name of the copy; null keeps the name", examples=["My noir"])


class PlaceRequest(RequestModel):
    """A place in a list."""

    side: Literal["start", "end", "before", "after"] = Field(
        description="An end of the list, or the side of `mediaItemId`", examples=["before"]
    )
    media_item_id: Id | None = Field(
        default=None,
        description="Id of the title next to which the place is; only for `before` and `after`",
        examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"],
    )

    @model_validator(mode="after")
    def _names_an_item(self) -> Self:
        if (self.media_item_id is not None) != (self.side in ("before", "after")):
            raise PydanticCustomError("place", "mediaItemId belongs to the sides before and after")
        return self

    def to_place(self) -> Place:
        """Return the place."""
        return Place(self.side, self.media_item_id)


class ItemRequest(RequestModel):
    """A title to add."""

    media_item_id: Id = Field(description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    note: str | None = Field(default=None, max_length=NOTE_CHARACTERS, description=NOTE, examples=["The first of all"])


class ItemsRequest(RequestModel):
    """Titles to add, in their order."""

    items: Annotated[list[ItemRequest], Field(min_length=1, max_length=ITEMS_PER_REQUEST)] = Field(
        description=f"1 to {ITEMS_PER_REQUEST} titles"
    )
    place: PlaceRequest | None = Field(
        default=None, description="Where they are added; null is the end", examples=[{"side": "start"}]
    )

    def to_items(self) -> list[NewItem]:
        """Return the titles."""
        return [NewItem(item.media_item_id, item.note) for item in self.items]


class RemovalRequest(RequestModel):
    """Titles to remove."""

    media_item_ids: Annotated[list[Id], Field(min_length=1, max_length=ITEMS_PER_LIST)] = Field(
        description="Ids of the titles", examples=[["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]]
    )


class OrderRequest(RequestModel):
    """The order of a list."""

    media_item_ids: Annotated[list[Id], Field(min_length=1, max_length=ITEMS_PER_LIST)] = Field(
        description="Ids of the titles with which the list begins, each once; the others follow in their order",
        examples=[["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]],
    )

    @field_validator("media_item_ids")
    @classmethod
    def _unique(cls, media_ids: list[UUID]) -> list[UUID]:
        if len(set(media_ids)) != len(media_ids):
            raise PydanticCustomError("unique", "must name each title once")
        return media_ids


class NoteRequest(RequestModel):
    """The note of an item."""

    note: str | None = Field(max_length=NOTE_CHARACTERS, description=NOTE, examples=["The first of all"])


class ImportRequest(RequestModel):
    """Titles as text."""

    text: str = Field(
        min_length=1,
        max_length=TEXT_CHARACTERS,
        description="A line per title: an id or address of Marquee, IMDb or TMDB, or a name with the year in"
        " parentheses. Or a table (comma, semicolon or tab) with a header: `imdb`, `tmdb` and `type`, or `title` and"
        " `year`; `note` is optional",
        examples=["tt0903747\nmovie/603\nThe Third Man (1949)"],
    )


class MemberRequest(RequestModel):
    """The role of a member."""

    role: Literal["viewer", "editor"] = Field(
        description="`viewer`: sees the list. `editor`: also changes its items", examples=["editor"]
    )


class OwnerRequest(RequestModel):
    """The next owner of a list."""

    user_id: Id = Field(
        description="Id of the member who becomes the owner", examples=["0199a2f3-5a10-7c3d-8e21-1f0d9c8b7a65"]
    )


class JoinRequest(RequestModel):
    """An invitation."""

    token: str = Field(min_length=1, max_length=100, description="Token of the invitation", examples=[TOKEN_EXAMPLE])


class PreviewRequest(RequestModel):
    """Rules to try."""

    rules: RulesDocument = Field(description=RULES, examples=[RULES_EXAMPLE])
