"""The exchange of a refresh token in one statement, which is a transaction of its own.

It does what the unit of work does in six statements, for the newest token of an active session only. Of parallel
exchanges of one token the first changes the generation; the others wait for the row, see that, and change nothing.
"""

from typing import Final

from sqlalchemy import DateTime, Interval, LargeBinary, Text, bindparam, func, insert, select, update

from auth.application.sessions.ports import Rotated, Rotation
from auth.domain.sessions.session import SessionRules
from auth.infrastructure.accounts.tables import accounts
from auth.infrastructure.devices.tables import device_sessions
from auth.infrastructure.entitlements.tables import entitlements, plan_at
from auth.infrastructure.sessions.rows import to_session
from auth.infrastructure.sessions.tables import refresh_tokens, sessions
from chassis.core.clock import Clock
from chassis.storage.reads import CompiledRead, ReadPool

_NOW: Final = func.coalesce(bindparam("now", type_=DateTime(timezone=True)), func.clock_timestamp()).label("at")
_presented: Final = (
    select(refresh_tokens.c.session_id, refresh_tokens.c.generation, _NOW)
    .where(refresh_tokens.c.digest == bindparam("digest", type_=LargeBinary))
    .cte("presented")
    .prefix_with("materialized")
)
_rotated: Final = (
    update(sessions)
    .where(
        sessions.c.id == _presented.c.session_id,
        sessions.c.generation == _presented.c.generation,
        sessions.c.revoked_at.is_(None),
        sessions.c.idle_until > _presented.c.at,
    )
    .values(
        generation=sessions.c.generation + 1,
        rotated_at=_presented.c.at,
        idle_until=func.least(_presented.c.at + bindparam("idle", type_=Interval), sessions.c.expires_at),
        sealed_successor=bindparam("sealed", type_=LargeBinary),
        address=bindparam("client_address", type_=Text),
        user_agent=bindparam("client_user_agent", type_=Text),
    )
    .returning(sessions, _presented.c.at)
    .cte("rotated")
)
_added: Final = (
    insert(refresh_tokens)
    .from_select(
        ["digest", "session_id", "generation"],
        select(bindparam("successor", type_=LargeBinary), _rotated.c.id, _rotated.c.generation),
    )
    .cte("added")
)
_ROTATE: Final = CompiledRead(
    select(_rotated, accounts.c.roles, device_sessions.c.device_id, plan_at(_rotated.c.at))
    .select_from(
        _rotated.join(accounts, accounts.c.id == _rotated.c.account_id)
        .outerjoin(device_sessions, device_sessions.c.session_id == _rotated.c.id)
        .outerjoin(entitlements, entitlements.c.account_id == _rotated.c.account_id)
    )
    .add_cte(_added)
)


class SqlRotations:
    """Exchanges refresh tokens; without a clock, by the time of the database."""

    def __init__(self, pool: ReadPool, rules: SessionRules, clock: Clock | None = None) -> None:
        self._pool = pool
        self._rules = rules
        self._clock = clock

    async def rotate(self, rotation: Rotation) -> Rotated | None:
        """Return the session after the exchange, or null if the token is not the newest of an active session."""
        row = await self._pool.fetch_row(
            _ROTATE,
            {
                "now": self._clock.now() if self._clock else None,
                "digest": rotation.digest,
                "successor": rotation.successor_digest,
                "sealed": rotation.sealed_successor,
                "idle": self._rules.idle,
                "client_address": rotation.client.address,
                "client_user_agent": rotation.client.user_agent,
            },
        )
        if row is None:
            return None
        return Rotated(to_session(row), tuple(row["roles"]), row["plan"], row["at"], row["device_id"])
