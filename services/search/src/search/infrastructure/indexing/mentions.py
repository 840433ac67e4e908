"""People, collections and keywords after a batch of changed titles, computed from the titles that name them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import Query, Searcher

from search.domain.titles.mentions import (
    Mentioned,
    changed_mentions,
    contributions_of,
    mentions_of,
)
from search.domain.titles.ranks import LEADING_FACTOR
from search.domain.titles.title import Title
from search.infrastructure.index.queries import all_of, term
from search.infrastructure.index.state import unpack_title


@dataclass(frozen=True, slots=True)
class Change:
    """A title as the last commit has it, and as it is now."""

    before: Title | None
    after: Title


def mentioned_after(searcher: Searcher, changes: Iterable[Change]) -> Mapping[str, Mentioned | None]:
    """Return by id what the changed titles name or named; null when no listed title names it any more.

    The titles of `searcher` that have changed do not count: their state after the change does.
    """
    changes = list(changes)
    affected = {id_ for change in changes for id_ in changed_mentions(change.before, change.after)}
    replaced: dict[str, list[str]] = {id_: [] for id_ in affected}
    totals: dict[str, Mentioned | None] = dict.fromkeys(affected)
    for change in changes:
        for id_ in affected & (mentions_of(change.before).keys() if change.before is not None else set[str]()):
            replaced[id_].append(change.after.id)
        for id_, addition in contributions_of(change.after).items():
            if id_ in affected:
                totals[id_] = _sum(totals[id_], addition)
    return {id_: _sum(totals[id_], _committed(searcher, id_, replaced[id_])) for id_ in sorted(affected)}


def _committed(searcher: Searcher, id_: str, replaced: Sequence[str]) -> Mentioned | None:
    """Return what the titles of the last commit, without some, make of a person, collection or keyword."""
    kind, _, key = id_.partition(":")
    field, value = kind, key if kind == "keyword" else int(key)
    others = [term("key", title_id) for title_id in replaced]
    query = all_of([term(field, value)], without=others)
    best = searcher.search(query, 2, count=False, order_by_field="standing").hits
    if not best:
        return None
    standing, address = best[0]
    title = unpack_title(searcher.doc(address)["state"][0])
    if len(best) == 1:
        # Most people are named by one title, so that nothing has to be added up.
        return contributions_of(title)[id_]
    total = _weights(searcher, query)
    if kind == "person":
        total += (LEADING_FACTOR - 1) * _weights(searcher, all_of([term("leading", value)], without=others))
    return Mentioned(mentions_of(title)[id_], int(standing), total)


def _weights(searcher: Searcher, query: Query) -> int:
    result: Mapping[str, Any] = searcher.aggregate(query, {"total": {"sum": {"field": "weight"}}})
    return int(result["total"]["value"])


def _sum(one: Mentioned | None, other: Mentioned | None) -> Mentioned | None:
    if one is None or other is None:
        return one or other
    return one.merged(other)
