"""Requests about saved items."""

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import Parameters, RequestModel

ListName = Literal["for_later", "considering"]
Context = Literal["verdict", "card", "details", "hero"]
ReasonKey = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]

LISTS: Final = "`for_later`: to be watched one day. `considering`: not decided yet"
CONTEXTS: Final = "The part of the client in which the user acted: `verdict`, `card`, `details` or `hero`"
REASONS: Final = "Key of the reason that the client showed: 1 to 64 letters, digits and `_ . : -`"
BATCH: Final = 100
_LONGEST_IDS: Final = 8_000


class SaveRequest(RequestModel):
    """Save a title to a list."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"list": "for_later", "context": "verdict", "reasonKey": "trendingNow"}]}
    )

    list: ListName = Field(description=f"The list. {LISTS}", examples=["for_later"])
    context: Context | None = Field(default=None, description=CONTEXTS, examples=["verdict"])
    reason_key: ReasonKey | None = Field(default=None, description=REASONS, examples=["trendingNow"])


class UnsaveRequest(RequestModel):
    """Remove a title from a list."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"list": "for_later", "context": "card"}]})

    list: ListName | None = Field(
        default=None, description=f"The list, unless it is in the query. {LISTS}", examples=["for_later"]
    )
    context: Context | None = Field(default=None, description=CONTEXTS, examples=["card"])


class UnsaveParams(Parameters):
    """The same in the query, for clients whose proxies drop the body of a DELETE."""

    list: ListName | None = Field(
        default=None, description=f"The list, unless it is in the body. {LISTS}", examples=["for_later"]
    )
    context: Context | None = Field(default=None, description=CONTEXTS, examples=["card"])


class BatchParams(Parameters):
    """The titles of a batch."""

    ids: str = Field(
        min_length=1,
        max_length=_LONGEST_IDS,
        description=f"Comma-separated ids of titles, of which the first {BATCH} are kept; a repeated id counts once",
        examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9,89573a09-2882-5729-a9b4-94a4ebbfdb74"],
    )

    @field_validator("ids")
    @classmethod
    def _are_ids(cls, value: str) -> str:
        try:
            for part in value.split(","):
                UUID(part.strip())
        except ValueError as malformed:
            raise PydanticCustomError("ids_malformed", "must be comma-separated UUIDs") from malformed
        return value

    def media_ids(self) -> list[UUID]:
        """Return the first ids, each once, in the order of the request."""
        return list(dict.fromkeys(UUID(part.strip()) for part in self.ids.split(",")))[:BATCH]
