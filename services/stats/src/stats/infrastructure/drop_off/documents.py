"""Mapping between analyses and JSON documents."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from stats.domain.drop_off.analysis import Analysis, CurvePoint, DropPoint, SeasonComparison, Statement
from stats.domain.drop_off.episodes import Place, RatedEpisode
from stats.domain.drop_off.threshold import SeasonEngagement, ThresholdResult

SEASON: Final = 10_000
"""A place as one number, so that a later episode is a higher number: no season has as many episodes."""
DIGITS: Final = 5


def place_number(place: Place | None) -> int | None:
    """Return a place as a number."""
    return None if place is None else place.season * SEASON + min(place.episode, SEASON - 1)


def to_place(number: int) -> Place:
    """Return the place of a number."""
    return Place(*divmod(number, SEASON))


def to_episode_document(episode: RatedEpisode) -> dict[str, Any]:
    """Return the document of an episode; what is unknown is left out."""
    document: dict[str, Any] = {"number": episode.place.episode, "ratings": dict(episode.ratings)}
    if episode.title is not None:
        document["title"] = episode.title
    if episode.air_date is not None:
        document["airDate"] = episode.air_date.isoformat()
    return document


def to_episode(season: int, document: Mapping[str, Any]) -> RatedEpisode:
    """Return the episode of a document."""
    aired = document.get("airDate")
    return RatedEpisode(
        place=Place(season, document["number"]),
        title=document.get("title"),
        air_date=date.fromisoformat(aired) if aired else None,
        ratings={source: (rating, votes) for source, (rating, votes) in document["ratings"].items()},
    )


def to_document(analysis: Analysis) -> dict[str, Any]:
    """Return the document of an analysis, with numbers of five digits after the point."""
    document: dict[str, Any] = _rounded(asdict(analysis))
    document["observed_at"] = analysis.observed_at.isoformat() if analysis.observed_at else None
    return document


def to_analysis(document: Mapping[str, Any]) -> Analysis:
    """Return the analysis of a document."""
    point, observed_at = document["point"], document["observed_at"]
    return Analysis(
        method=document["method"],
        source=document["source"],
        sample_size=document["sample_size"],
        episodes=document["episodes"],
        curve=tuple(CurvePoint(**{**entry, "place": Place(**entry["place"])}) for entry in document["curve"]),
        point=None if point is None else _point(point),
        seasons=tuple(SeasonComparison(**season) for season in document["seasons"]),
        statements=tuple(Statement(**statement) for statement in document["statements"]),
        reason=document["reason"],
        observed_at=datetime.fromisoformat(observed_at) if observed_at else None,
    )


def to_rule_document(rule: ThresholdResult) -> dict[str, Any]:
    """Return the document of the result of the rule."""
    return asdict(rule)


def to_rule(document: Mapping[str, Any]) -> ThresholdResult:
    """Return the result of the rule of a document."""
    point = document["point"]
    seasons = tuple(SeasonEngagement(**season) for season in document["seasons"])
    return ThresholdResult(**{**document, "point": Place(**point) if point else None, "seasons": seasons})


def _point(document: Mapping[str, Any]) -> DropPoint:
    places = {name: Place(**document[name]) for name in ("place", "earliest", "latest") if document[name]}
    return DropPoint(**{**document, **places})


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value
