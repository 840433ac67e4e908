"""Movements to response bodies, without a model per item: a test compares bodies with the models that document them."""

from collections.abc import Iterable
from typing import Any

from pydantic_core import to_json

from chassis.http.images import BACKDROP, POSTER, image_urls
from insights.application.movements.change_lists import ChangedTitle, Changes
from insights.application.movements.read_models import MovedTitle, Movements, Shortage
from insights.domain.movements.movement import Movement
from insights.domain.movements.robust import Change
from insights.domain.titles.title import Facts, ScoreSnapshot, Title


def movements_body(movements: Movements) -> bytes:
    """Return the body with the risers and fallers of a window."""
    head = {
        "window": movements.window,
        "region": "global",
        "metric": "delta",
        "asOf": movements.as_of,
        "dataSince": movements.data_since,
        "reason": _shortage(movements.shortage),
    }
    return _body(head, map(_moved, movements.risers), map(_moved, movements.fallers))


def changes_body(signal: str, window: str, changes: Changes) -> bytes:
    """Return the body with the titles that leave their pattern."""
    head = {
        "method": "robust-1",
        "signal": signal,
        "window": window,
        "asOf": changes.as_of,
        "reason": _shortage(changes.shortage),
    }
    return _body(head, map(_changed, changes.risers), map(_changed, changes.fallers))


def _body(head: dict[str, Any], risers: Iterable[bytes], fallers: Iterable[bytes]) -> bytes:
    members = to_json(head)[:-1], b",".join(risers), b",".join(fallers)
    return b'{"success":true,"data":%b,"risers":[%b],"fallers":[%b]}}' % members


def _moved(item: MovedTitle) -> bytes:
    if not item.renderings:
        title, facts = item.title, _facts(item.title)
        rendered = {
            "id": title.media_id,
            "mediaItemId": title.media_id,
            "type": title.kind,
            "slug": title.address.slug if title.address else None,
            "title": facts.name,
            "originalTitle": facts.original_name,
            "poster": image_urls(facts.poster_path, POSTER),
            "backdrop": image_urls(facts.backdrop_path, BACKDROP),
            "stats": _growth(item.movement),
            **_scores(title.score),
        }
        item.renderings.append(to_json(rendered))
    return item.renderings[0]


def _growth(movement: Movement) -> dict[str, Any]:
    return {
        "deltaWatchers": movement.delta,
        "deltaPercent": movement.delta_percent,
        "currentWatchers": movement.current_watchers,
        "growthCurrent": movement.growth_current,
        "growthPrev": movement.growth_prev,
        "isNewInTrends": movement.is_new,
    }


def _changed(item: ChangedTitle) -> bytes:
    """Return an item: what precedes its reasons and what follows them is kept with it."""
    if not item.renderings:
        title, facts = item.title, _facts(item.title)
        before = {
            "mediaItemId": title.media_id,
            "type": title.kind,
            "slug": title.address.slug if title.address else None,
            "title": facts.name,
            "poster": image_urls(facts.poster_path, POSTER),
            "stats": _difference(item.change),
        }
        item.renderings.extend((to_json(before)[:-1], to_json(_scores(title.score))[1:]))
    before_reasons, after_reasons = item.renderings
    return b'%b,"reasons":%b,%b' % (before_reasons, _reasons(item), after_reasons)


def _reasons(item: ChangedTitle) -> bytes:
    if not item.reasons:
        return b"[]"
    return to_json(
        [
            {
                "code": reason.code,
                "day": reason.day,
                "parameters": reason.parameters,
                "messageKey": f"insights.reason.{reason.code.lower()}",
            }
            for reason in item.reasons
        ]
    )


def _difference(change: Change) -> dict[str, Any]:
    return {
        "day": change.day,
        "current": round(change.current, 4),
        "expected": round(change.expected, 4),
        "difference": round(change.difference, 4),
        "percent": change.percent,
        "strength": round(change.strength, 2),
        "daysObserved": change.days_observed,
        "isNewInTrends": change.is_new,
    }


def _facts(title: Title) -> Facts:
    if title.facts is None:
        raise ValueError(f"title {title.media_id} has no name")
    return title.facts


def _scores(score: ScoreSnapshot | None) -> dict[str, Any]:
    if score is None:
        return {"externalRatings": {"tmdb": None}, "ratingoScore": None}
    tmdb = None if score.tmdb_rating is None else {"rating": score.tmdb_rating, "voteCount": score.tmdb_votes}
    return {"externalRatings": {"tmdb": tmdb}, "ratingoScore": round(score.score, 4)}


def _shortage(shortage: Shortage | None) -> dict[str, Any] | None:
    return None if shortage is None else {"code": shortage.code, "message": shortage.message}
