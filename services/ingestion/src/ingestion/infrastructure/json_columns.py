"""Domain values as JSON documents and back. What is stored is checked when it is read."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from chassis.storage.database import JsonText
from ingestion.domain.lists.ranking import RankedItem
from ingestion.domain.seasons.episodes import Season, SeasonFacts
from ingestion.domain.titles.facts import Source
from ingestion.domain.titles.merging import MergedTitle
from ingestion.domain.titles.observations import Observation

T = TypeVar("T")

OBSERVATIONS: Final[TypeAdapter[Mapping[Source, Observation]]] = TypeAdapter(dict[Source, Observation])
MERGED: Final[TypeAdapter[MergedTitle]] = TypeAdapter(MergedTitle)
SEASON_FACTS: Final[TypeAdapter[Mapping[Source, SeasonFacts]]] = TypeAdapter(dict[Source, SeasonFacts])
SEASON: Final[TypeAdapter[Season]] = TypeAdapter(Season)
RANKED: Final[TypeAdapter[tuple[RankedItem, ...]]] = TypeAdapter(tuple[RankedItem, ...])


def pack(adapter: TypeAdapter[T], value: T) -> JsonText:
    """Return the JSON form of a value, for a JSONB column; null values are left out, as null is the default."""
    return JsonText(adapter.dump_json(value, exclude_none=True), "utf-8")


def unpack(adapter: TypeAdapter[T], document: Any) -> T:
    """Return the value of a document; raise pydantic's ValidationError when it has another form."""
    return adapter.validate_python(document)
