"""The statements of playback sessions that hot paths execute."""

from typing import Final

from sqlalchemy import ColumnElement, any_, bindparam, case, func, insert, or_, select, update
from sqlalchemy import Uuid as UuidType

from chassis.storage.statements import Statement
from playback.domain.sessions.session import HEARTBEAT, LOST_AFTER
from playback.infrastructure.assets.tables import assets
from playback.infrastructure.metadata import INSTANT
from playback.infrastructure.sessions.tables import sessions

_C: Final = sessions.c
_NOW: Final = bindparam("now", type_=INSTANT)
_LIVES: Final = (_C.ended_at.is_(None), _C.last_seen_at > _NOW - LOST_AFTER, _C.expires_at > _NOW)
_IS_DUE: Final = or_(
    _C.reported_at.is_(None),
    _C.reported_at <= _NOW - HEARTBEAT,
    (_C.state != bindparam("state", type_=_C.state.type)) & (bindparam("state", type_=_C.state.type) == "paused"),
)

LOCK_USERS: Final = Statement(
    "select pg_advisory_xact_lock(hashtextextended(u::text, 0))"
    " from (select u from unnest(cast(:users as uuid[])) as u order by u) as ordered"
)
"""Takes the locks in one order, so that two transactions that take several never wait for each other."""

ADD: Final = Statement(insert(sessions))
STREAMS: Final = Statement(
    select(sessions).where(_C.user_id == bindparam("user_id", type_=UuidType), *_LIVES).order_by(_C.started_at, _C.id)
)
LAST_POSITION: Final = Statement(
    select(_C.position_ms, _C.duration_ms)
    .where(
        _C.user_id == bindparam("user_id", type_=UuidType),
        _C.asset_id == bindparam("asset_id", type_=UuidType),
        _C.state != "started",
    )
    .order_by(_C.started_at.desc())
    .limit(1)
)
BEAT: Final = Statement(
    update(sessions)
    .where(_C.id == bindparam("session_id", type_=UuidType), _C.user_id == bindparam("owner", type_=UuidType), *_LIVES)
    .values(
        last_seen_at=_NOW,
        position_ms=func.least(bindparam("position", type_=_C.position_ms.type), _C.duration_ms),
        state=bindparam("state", type_=_C.state.type),
        reported_at=case((_IS_DUE, _NOW), else_=_C.reported_at),
    )
    .returning(sessions)
)
END: Final = Statement(
    update(sessions)
    .where(
        _C.id == bindparam("session_id", type_=UuidType),
        or_(bindparam("owner", type_=UuidType).is_(None), _C.user_id == bindparam("owner", type_=UuidType)),
        _C.ended_at.is_(None),
    )
    .values(ended_at=_NOW, end_reason=bindparam("reason", type_=_C.end_reason.type), state="ended")
    .returning(sessions)
)
"""Ends one session, of one user if `owner` is stated."""
_A: Final = assets.c
_SUFFICES: Final = or_(_A.access == "free", _C.access == _A.access, _C.access == "purchase")
"""A purchase suffices for what is part of a plan; an editor may have changed what is needed."""


def _asset(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(_A.id).where(_A.id == _C.asset_id, *conditions).exists()


_IS_GONE: Final = ~_asset(
    _A.current_version.is_not(None),
    _A.unpublished_at.is_(None),
    or_(_A.begins_at.is_(None), _A.begins_at <= _NOW),
    or_(_A.ends_at.is_(None), _A.ends_at > _NOW),
    or_(_A.regions.is_(None), _C.country.is_(None), _C.country == any_(_A.regions)),
)
_IS_NOT_ENTITLED: Final = ~_asset(_SUFFICES)
_STALE: Final = (
    select(_C.id)
    .where(
        _C.ended_at.is_(None),
        or_(_C.last_seen_at <= _NOW - LOST_AFTER, _C.expires_at <= _NOW, _IS_GONE, _IS_NOT_ENTITLED),
    )
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=sessions)
)
END_STALE: Final = Statement(
    update(sessions)
    .where(_C.id == any_(func.array(_STALE.scalar_subquery())))
    .values(
        ended_at=_NOW,
        end_reason=case(
            (_C.expires_at <= _NOW, "expired"),
            (_C.last_seen_at <= _NOW - LOST_AFTER, "lost"),
            (_IS_GONE, "unpublished"),
            else_="entitlement_lost",
        ),
        state="ended",
    )
    .returning(sessions)
)
