"""The tiers in which entries match a query."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from search.domain.matching import Anything, Condition, OfKind, Plan, Released, Term, Tiers
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
    names, parts = _strict(literal, hinted, query, languages)
    return Plan(
        _tiers([*names, *parts, ids]),
        len(_tiers(names)),
        lambda: _tolerant(literal, hinted, query),
    )


def _tiers(conditions: Sequence[Condition | None]) -> Tiers:
    tiers: list[Condition] = []
    for condition in conditions:
        if condition is not None and condition not in tiers:
            tiers.append(condition)
    return tuple(tiers)


def _strict(
    literal: Reading, hinted: Reading | None, query: Query, languages: Sequence[str]
) -> tuple[list[Condition | None], list[Condition | None]]:
    """Return the tiers of whole names, and those of their parts."""
    names = [literal.exact_in(languages), literal.exact()]
    parts = [literal.starts(), literal.all_words()]
    sounds = literal.sounds()
    if hinted is not None:
        limits = _limits(query)
        names += [all_of([hinted.exact(), *limits]), all_of([hinted.exact(), *_limits(query, years_off=_YEARS_OFF)])]
        parts.append(all_of([hinted.all_words(), *limits]))
        sounds.append(all_of([any_of(hinted.sounds()), *limits]))
    return names, [*parts, *sounds]


def _tolerant(literal: Reading, hinted: Reading | None, query: Query) -> tuple[Tiers, Tiers]:
    """Return the tiers for likely typing errors, and those for others."""
    if hinted is None:
        return _tiers(tolerance.likely(query.text, literal)), _tiers(tolerance.others(query.text, literal))
    limits = _limits(query, years_off=_YEARS_OFF)
    # A season is hardly ever a part of a name, and a year is at times: Blade Runner 2049.
    whole = tolerance.likely(query.text, literal) if query.season is None else []
    likely = [all_of([tier, *limits]) for tier in tolerance.likely(query.name, hinted)]
    others = [all_of([tier, *limits]) for tier in tolerance.others(query.name, hinted)]
    near = all_of([hinted.all_words(), *limits])
    return (
        _tiers([near, *map(any_of, zip_longest(whole, likely))]),
        _tiers([*others, hinted.exact(), hinted.all_words()]),
    )


def _limits(query: Query, *, years_off: int = 0) -> list[Condition | None]:
    """Return the conditions of the year and kind in a query."""
    limits: list[Condition | None] = []
    if query.year is not None:
        limits.append(any_of(map(Released, range(query.year - years_off, query.year + years_off + 1))))
    if query.kind is not None:
        limits.append(OfKind(query.kind))
    return limits
