"""Terms and inputs of a score as one JSON document. What is null or derived is left out."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from stats.domain.scoring.inputs import ScoreInput, Vote
from stats.domain.scoring.result import Result, Term

_TERM: Final = (
    ("name", "name"),
    ("value", "value"),
    ("normalised", "normalised"),
    ("weight", "weight"),
    ("votes", "votes"),
    ("observedAt", "observed_at"),
    ("prior", "prior"),
    ("strength", "strength"),
    ("evidence", "evidence"),
)
_VOTES: Final = ("imdb", "tmdb", "trakt")
_NUMBERS: Final = (
    ("popularity", "popularity"),
    ("liveWatchers", "live_watchers"),
    ("metacritic", "metacritic"),
    ("rottenTomatoes", "rotten_tomatoes"),
)
_TIMES: Final = (
    ("popularityAt", "popularity_at"),
    ("liveWatchersAt", "live_watchers_at"),
    ("ratedAt", "rated_at"),
)


def to_document(result: Result, inputs: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the document of a result whose inputs are a document already; null inputs are those of another row."""
    document: dict[str, Any] = {"terms": [_term(term) for term in result.terms]}
    return document if inputs is None else {**document, "inputs": inputs}


def to_inputs(score_input: ScoreInput) -> dict[str, Any]:
    """Return the document of the inputs."""
    document: dict[str, Any] = {"kind": score_input.kind}
    for name, attribute in (*_NUMBERS, *_TIMES, ("releaseDate", "release_date")):
        value = getattr(score_input, attribute)
        if value is not None:
            document[name] = value.isoformat() if isinstance(value, date) else value
    for name in _VOTES:
        vote: Vote | None = getattr(score_input, name)
        if vote is not None:
            document[name] = [vote.rating, vote.votes]
    return document


def terms_of(document: Mapping[str, Any]) -> tuple[Term, ...]:
    """Return the terms of a document."""
    return tuple(_to_term(term) for term in document["terms"])


def inputs_of(document: Mapping[str, Any]) -> ScoreInput | None:
    """Return the inputs of a document, or null for a score of which only the terms were kept."""
    inputs = document.get("inputs")
    if inputs is None:
        return None
    released = inputs.get("releaseDate")
    values: dict[str, Any] = {attribute: inputs.get(name) for name, attribute in _NUMBERS}
    values |= {attribute: _instant(inputs.get(name)) for name, attribute in _TIMES}
    values |= {name: Vote(*inputs[name]) for name in _VOTES if name in inputs}
    return ScoreInput(
        kind=inputs["kind"], release_date=None if released is None else date.fromisoformat(released), **values
    )


def _term(term: Term) -> dict[str, Any]:
    # Fewer digits are less to store: the sum of the terms stays within 0.0001 points of the score.
    document: dict[str, Any] = {
        "name": term.name,
        "normalised": round(term.normalised, 6),
        "weight": round(term.weight, 9),
    }
    if term.value is not None:
        document["value"] = term.value
    if term.votes is not None:
        document["votes"] = term.votes
    if term.observed_at is not None:
        document["observedAt"] = term.observed_at.isoformat()
    if term.prior is not None:
        document["prior"] = term.prior
    if term.strength is not None:
        document["strength"] = term.strength
        document["evidence"] = None if term.evidence is None else round(term.evidence, 3)
    return document


def _to_term(document: Mapping[str, Any]) -> Term:
    values: dict[str, Any] = {attribute: document.get(name) for name, attribute in _TERM}
    values["observed_at"] = _instant(document.get("observedAt"))
    return Term(**values)


def _instant(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
