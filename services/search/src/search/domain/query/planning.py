"""The tiers in which entries match a query."""

from collections.abc import Sequence

from search.domain.matching import AllOf, Anything, Plan, Similar, Term
from search.domain.query.parsing import Query
from search.domain.text.terms import words_of


def plan_of(query: Query, languages: Sequence[str] = ()) -> Plan:  # noqa: ARG001
    """Return the tiers of a query; `languages` are those of the user, the preferred first.

    A query without a letter, digit or sign matches nothing; an empty one matches everything.
    """
    words = words_of(query.text)
    if not words:
        return Plan(strict=() if query.text else (Anything(),))
    compact = "".join(words)
    return Plan(
        strict=(
            Term("exact", compact),
            Term("starts", compact),
            AllOf((*(Term("word", word) for word in words[:-1]), Term("word_start", words[-1]))),
        ),
        tolerant=(AllOf(tuple(Similar("word", word, 1) for word in words)),),
    )
