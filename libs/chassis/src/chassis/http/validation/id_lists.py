"""Comma-separated ids in a query."""

from typing import Any, Final
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import Parameters

_ID: Final = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_EXAMPLE: Final = "bdf784d0-c2eb-5939-9d13-a7324e63a0e9,5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"
MOST_IDS: Final = 100


def title_ids(most: int) -> Any:
    """Return the field of 1 to `most` ids of titles."""
    return id_list(most, "titles")


def id_list(most: int, subjects: str) -> Any:
    """Return the field of 1 to `most` ids."""
    return Field(
        max_length=most * 37,
        pattern=f"^{_ID}(,{_ID}){{0,{most - 1}}}$",
        description=f"Comma-separated ids of 1 to {most} {subjects}",
        examples=[_EXAMPLE],
    )


class TitleIdsParams(Parameters):
    """The titles of which something is read."""

    ids: str = title_ids(MOST_IDS)

    def media_ids(self) -> list[UUID]:
        """Return the ids, each once."""
        return read_ids(self.ids)


def read_ids(text: str) -> list[UUID]:
    """Return the ids of a valid text, each once."""
    return list(dict.fromkeys(map(UUID, text.split(","))))
