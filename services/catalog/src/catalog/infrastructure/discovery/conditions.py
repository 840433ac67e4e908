"""The conditions of list filters on discovery facts. Each is one probe of a primary key, or a scan of its index.

Which of the two takes less depends on how many titles have the value, so values are literals.
"""

from typing import Protocol

from sqlalchemy import ColumnElement, Integer, Text, exists, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from catalog.infrastructure.discovery.tables import media_facets, media_offers
from chassis.storage.reads import literal


class DiscoveryShape(Protocol):
    """Which of the filters a query has, without values."""

    @property
    def offered(self) -> bool:
        """Whether titles must be offered in the region `watch_region`."""
        ...

    @property
    def providers(self) -> bool:
        """Whether one of `providers` must offer a title."""
        ...

    @property
    def offer_kind(self) -> bool:
        """Whether the offer must be of the kind `offer_kind`."""
        ...

    @property
    def in_order(self) -> bool:
        """Whether titles are read in the order of the list, instead of those of a filter's value."""
        ...

    @property
    def country(self) -> bool:
        """Whether `country` must be one of the countries that made a title."""
        ...

    @property
    def original_language(self) -> bool:
        """Whether the original language must be `original_language`."""
        ...


def looked_up(in_order: bool, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a row exists; one that is looked up `in_order` of the titles is no join to Postgres."""
    if in_order:
        return select(true()).where(*conditions).limit(literal_column("1")).scalar_subquery().is_(true())
    return exists().where(*conditions)


def discovery_conditions(shape: DiscoveryShape, media_id: ColumnElement[object]) -> list[ColumnElement[bool]]:
    """Return the conditions of a query on titles whose id is `media_id`."""
    conditions: list[ColumnElement[bool]] = []
    if shape.offered:
        offers = media_offers.c
        offered = [offers.media_id == media_id, offers.region == literal("watch_region", Text())]
        if shape.providers:
            offered.append(offers.provider_id == func.any(literal("providers", ARRAY(Integer))))
        if shape.offer_kind:
            offered.append(offers.kind == literal("offer_kind", Text()))
        conditions.append(looked_up(shape.in_order and shape.providers, *offered))
    if shape.country or shape.original_language:
        facets = media_facets.c
        described = [facets.media_id == media_id]
        if shape.country:
            described.append(facets.origin_countries.has_key(literal("country", Text())))
        if shape.original_language:
            described.append(facets.original_language == literal("original_language", Text()))
        conditions.append(exists().where(*described))
    return conditions
