"""The query for the assets with the worst figures."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Float, Select, cast, func, literal, select

from playback.domain.quality.counts import Measure
from playback.domain.quality.summary import Order
from playback.infrastructure.quality.tables import quality_counts

_C: Final = quality_counts.c


def worst_assets(within: ColumnElement[bool], order: Order, least_sessions: int) -> Select[Any]:
    """Return the query for ids of assets, the worst first; an asset without the figure is left out."""
    figure = _FIGURES[order]
    query = select(_C.asset_id).where(within).group_by(_C.asset_id)
    enough = query.having(_sum(Measure.SESSIONS) >= least_sessions, figure > 0)
    return enough.order_by(figure.desc(), _C.asset_id)


def _sum(measure: Measure) -> ColumnElement[Any]:
    return func.coalesce(func.sum(_C.amount).filter(_C.measure == measure.value), literal(0))


def _ratio(part: ColumnElement[Any], whole: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(part, Float) / func.nullif(cast(whole, Float), 0)


_FIGURES: Final = {
    Order.STARTUP: _ratio(_sum(Measure.STARTUP_MS), _sum(Measure.STARTS)),
    Order.REBUFFERING: _ratio(_sum(Measure.REBUFFER_MS), _sum(Measure.REBUFFER_MS) + _sum(Measure.VIEWING_MS)),
    Order.ERRORS: _ratio(_sum(Measure.FATAL_ERRORS), _sum(Measure.SESSIONS)),
}
