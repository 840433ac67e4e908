"""Which facts a response does not cover because a part of it could not be read."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Final, get_args

from ingestion.domain.titles.facts import Facts, RatedBy
from ingestion.providers.parsing.lenient import MOST_REASONS

ALL_FACTS: Final = frozenset(
    {fact.name for fact in fields(Facts) if fact.name != "ratings"} | {f"ratings.{by}" for by in get_args(RatedBy)}
)
"""Every fact by name; ratings are named one by one, as `ratings.imdb`."""


def unread_facts(reasons: Iterable[str], by_field: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the facts that `reasons` (`field: problem`) leave unknown, by the provider's table of fields.

    When so many fields were unreadable that not all are named, every fact counts as not covered.
    """
    listed = list(reasons)
    if len(listed) >= MOST_REASONS:
        return ALL_FACTS
    return frozenset(fact for reason in listed for fact in by_field.get(reason.partition(":")[0], ()))
