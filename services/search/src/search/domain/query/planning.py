"""The tiers in which entries match a query."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from search.domain.matching import Anything, Condition, OfKind, Plan, Released, Term
from search.domain.query import tolerance
from search.domain.query.conditions import all_of, any_of
from search.domain.query.ids import is_number
from search.domain.query.parsing import Query
from search.domain.query.reading import Reading, reading_of
from search.domain.text.words import signs_of

_YEARS_OFF: Final = 1


def plan_of(query: Query, languages: Sequence[str] = ()) -> Plan:
    """Return the tiers of a query; `languages` are those of the user, the preferred first.

    A query without a letter, digit or sign matches nothing; an empty one matches everything.
    """
    if not query.text:
        return Plan(strict=(Anything(),))
    ids = any_of(Term("id", id_) for id_ in query.ids)
    if ids is not None and not is_number(query.text):
        return Plan(strict=(ids,))
    literal = reading_of(query.text)
    if literal is None:
        signs = signs_of(query.text)
        return Plan(_tiers([Term("exact", signs), Term("starts", signs)] if signs else []))
    hinted = reading_of(query.name)
    return Plan(
        _tiers([*_strict(literal, hinted, query, languages), ids]),
        lambda: _tiers(_tolerant(literal, hinted, query)),
    )


def _tiers(conditions: Sequence[Condition | None]) -> tuple[Condition, ...]:
    tiers: list[Condition] = []
    for condition in conditions:
        if condition is not None and condition not in tiers:
            tiers.append(condition)
    return tuple(tiers)


def _strict(literal: Reading, hinted: Reading | None, query: Query, languages: Sequence[str]) -> list[Condition | None]:
    tiers = [literal.exact_in(languages), literal.exact(), literal.starts(), literal.all_words(), *literal.sounds()]
    if hinted is None:
        return tiers
    limits = _limits(query)
    exact, words = (all_of([condition, *limits]) for condition in (hinted.exact(), hinted.all_words()))
    near = all_of([hinted.exact(), *_limits(query, years_off=_YEARS_OFF)])
    sounds = all_of([any_of(hinted.sounds()), *limits])
    return [*tiers[:2], exact, near, *tiers[2:4], words, *tiers[4:], sounds]


def _tolerant(literal: Reading, hinted: Reading | None, query: Query) -> list[Condition | None]:
    if hinted is None:
        return tolerance.tiers(query.text, literal)
    # A season is hardly ever a part of a name, and a year is at times: Blade Runner 2049.
    tiers = tolerance.tiers(query.text, literal) if query.season is None else []
    limits = _limits(query, years_off=_YEARS_OFF)
    others = [all_of([condition, *limits]) for condition in tolerance.tiers(query.name, hinted)]
    near = all_of([hinted.all_words(), *limits])
    return [near, *map(any_of, zip_longest(tiers, others)), hinted.exact(), hinted.all_words()]


def _limits(query: Query, *, years_off: int = 0) -> list[Condition | None]:
    """Return the conditions of the year and kind in a query."""
    limits: list[Condition | None] = []
    if query.year is not None:
        limits.append(any_of(map(Released, range(query.year - years_off, query.year + years_off + 1))))
    if query.kind is not None:
        limits.append(OfKind(query.kind))
    return limits
