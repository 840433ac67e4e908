"""The usual sign-in with a password in two statements, each of which is a transaction of its own.

They do what the unit of work does in fourteen. Attempts have the same keys and rows there and here, so that all count
together: the row is locked by the upsert, which decides on the newest count.
"""

from typing import Final

from sqlalchemy import (
    ARRAY,
    DateTime,
    Interval,
    LargeBinary,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.schema import Column

from auth.application.accounts.ports import Credentials
from auth.application.sessions.ports import Rotated
from auth.application.sessions.sign_in_ports import CountedAttempt, Opening
from auth.domain.security.audit import AuditKind
from auth.domain.security.throttle import FREE_ATTEMPTS, RESET_AFTER
from auth.domain.sessions.session import SessionRules
from auth.infrastructure.accounts.tables import accounts
from auth.infrastructure.entitlements.tables import entitlements, plan_at
from auth.infrastructure.factors.tables import phones, totp_secrets
from auth.infrastructure.security.audit import LATEST_SIGN_INS
from auth.infrastructure.security.metrics import AUDIT_ENTRIES
from auth.infrastructure.security.tables import audit_entries, login_attempts
from auth.infrastructure.sessions.rows import to_session
from auth.infrastructure.sessions.tables import refresh_tokens, sessions
from chassis.core.clock import Clock
from chassis.core.networks import network_of
from chassis.storage.reads import CompiledRead, ReadPool

_NOW: Final = func.coalesce(bindparam("now", type_=DateTime(timezone=True)), func.clock_timestamp()).label("at")


def _counting(key: Column[str]) -> CompiledRead:
    """Return the statement that counts an attempt at the account with an identifier, or at the identifier itself."""
    identifier = bindparam("identifier", type_=Text)
    account = select(accounts.c.id, accounts.c.password_hash).where(key == identifier).cte("account")
    subject = func.coalesce(select(cast(account.c.id, Text)).scalar_subquery(), identifier)
    # The key of `domain.security.throttle.throttle_key`.
    text = subject + literal("\n", Text) + bindparam("network", type_=Text)
    attempt = (
        select(func.sha256(func.convert_to(text, "UTF8")).label("key"), _NOW).cte("attempt").prefix_with("materialized")
    )
    first = upsert(login_attempts).from_select(
        ["key", "count", "last_at", "blocked_until"],
        select(attempt.c.key, literal(1), attempt.c.at, attempt.c.at.label("until")),
    )
    last, now = login_attempts.c, first.excluded.last_at
    is_over = now - last.last_at >= literal(RESET_AFTER, Interval)
    counted = (
        first.on_conflict_do_update(
            index_elements=["key"],
            set_={"count": case((is_over, 1), else_=last.count + 1), "last_at": now, "blocked_until": now},
            where=(last.blocked_until <= now) & or_(is_over, last.count < FREE_ATTEMPTS - 1),
        )
        .returning(login_attempts.c.key)
        .cte("counted")
    )
    columns = (counted.c.key, account.c.id, account.c.password_hash)
    return CompiledRead(select(*columns).select_from(counted.outerjoin(account, true())))


def _opening() -> CompiledRead:
    """Return the statement that opens a session."""
    account_id = bindparam("account", type_=Uuid)
    address, user_agent = bindparam("client_address", type_=Text), bindparam("client_user_agent", type_=Text)
    signed_in = select(audit_entries.c.user_agent).where(
        audit_entries.c.account_id == account_id, audit_entries.c.kind == AuditKind.SIGNED_IN.value
    )
    latest = (
        signed_in.order_by(audit_entries.c.at.desc(), audit_entries.c.id.desc()).limit(LATEST_SIGN_INS).cte("latest")
    )
    is_known = select(latest.c.user_agent).where(latest.c.user_agent == user_agent).exists()
    # The lock of `SqlAccounts.lock_roles`: a change of roles is in the token or ends the session.
    account = (
        select(accounts.c.id, accounts.c.roles)
        .where(
            accounts.c.id == account_id,
            accounts.c.suspended_at.is_(None),
            ~select(totp_secrets.c.account_id)
            .where(totp_secrets.c.account_id == account_id, totp_secrets.c.confirmed_at.is_not(None))
            .exists(),
            ~select(phones.c.account_id)
            .where(
                phones.c.account_id == account_id, phones.c.confirmed_at.is_not(None), phones.c.use == "second-factor"
            )
            .exists(),
            or_(is_known, ~select(latest.c.user_agent).exists()),
        )
        .with_for_update(read=True)
        .cte("account")
        .prefix_with("materialized")
    )
    # After the lock, so that sessions begin in the order in which they are opened.
    begun = select(account.c.id, account.c.roles, _NOW).cte("begun").prefix_with("materialized")
    cleared = delete(login_attempts).where(
        login_attempts.c.key == bindparam("attempts", type_=LargeBinary), select(begun.c.id).exists()
    )
    values = {
        "id": bindparam("session", type_=Uuid),
        "account_id": begun.c.id,
        "generation": literal(1),
        "created_at": begun.c.at,
        "rotated_at": begun.c.at,
        "idle_until": begun.c.at + bindparam("idle", type_=Interval),
        "expires_at": begun.c.at + bindparam("longest", type_=Interval),
        "address": address,
        "user_agent": user_agent,
        "methods": bindparam("methods", type_=ARRAY(Text)),
        "authenticated_at": begun.c.at,
    }
    columns = [value.label(f"of_{name}") for name, value in values.items()]
    opened = insert(sessions).from_select(list(values), select(*columns)).returning(sessions).cte("opened")
    token = insert(refresh_tokens).from_select(
        ["digest", "session_id", "generation"],
        select(bindparam("digest", type_=LargeBinary), opened.c.id, opened.c.generation),
    )
    entry = insert(audit_entries).from_select(
        ["at", "kind", "account_id", "actor_id", "session_id", "address", "user_agent", "details"],
        select(
            opened.c.created_at,
            literal(AuditKind.SIGNED_IN.value),
            opened.c.account_id,
            opened.c.account_id.label("actor"),
            opened.c.id,
            opened.c.address,
            opened.c.user_agent,
            func.jsonb_build_object("methods", func.array_to_string(opened.c.methods, " ")),
        ),
    )
    written = (cleared.cte("cleared"), token.cte("token"), entry.cte("entry"))
    entitled = opened.join(begun, true()).outerjoin(entitlements, entitlements.c.account_id == opened.c.account_id)
    result = select(opened, begun.c.roles, plan_at(begun.c.at)).select_from(entitled)
    return CompiledRead(result.add_cte(*written))


_COUNT_BY_EMAIL: Final = _counting(accounts.c.email_key)
_COUNT_BY_USERNAME: Final = _counting(accounts.c.username_key)
_OPEN: Final = _opening()


class SqlPasswordSignIns:
    """Signs in by passwords; without a clock, by the time of the database."""

    def __init__(self, pool: ReadPool, rules: SessionRules, clock: Clock | None = None) -> None:
        self._pool = pool
        self._rules = rules
        self._clock = clock

    async def count(self, identifier: str, address: str) -> CountedAttempt | None:
        """Run the statement of one of the two unique indexes: no username contains an at sign."""
        statement = _COUNT_BY_EMAIL if "@" in identifier else _COUNT_BY_USERNAME
        values = {"now": self._now(), "identifier": identifier, "network": network_of(address)}
        row = await self._pool.fetch_row(statement, values)
        if row is None:
            return None
        return CountedAttempt(row["key"], Credentials(row["id"], row["password_hash"]) if row["id"] else None)

    async def open(self, opening: Opening) -> Rotated | None:
        """Run the statement, whose first part has no row if a rule needs a decision."""
        row = await self._pool.fetch_row(
            _OPEN,
            {
                "now": self._now(),
                "account": opening.account_id,
                "attempts": opening.key,
                "session": opening.session_id,
                "digest": opening.digest,
                "idle": min(self._rules.idle, self._rules.longest),
                "longest": self._rules.longest,
                "methods": list(opening.methods),
                "client_address": opening.client.address,
                "client_user_agent": opening.client.user_agent,
            },
        )
        if row is None:
            return None
        AUDIT_ENTRIES.labels(AuditKind.SIGNED_IN.value).inc()
        session = to_session(row)
        return Rotated(session, tuple(row["roles"]), row["plan"], session.created_at)

    def _now(self) -> object:
        return self._clock.now() if self._clock else None
