"""Transactions that change policies and runs, in Postgres."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import TextClause, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.application.policy.models import Activation, Coverage
from catalog.domain.policy.runs import Policy, Run, RunStatus
from catalog.infrastructure.policy import evaluation_sql as sql
from catalog.infrastructure.policy.config_json import to_text
from catalog.infrastructure.policy.rows import POLICY, RUN, to_policy, to_run
from catalog.infrastructure.policy.tables import policies, policy_activations
from chassis.messaging.transaction import Transaction
from chassis.storage.database import JsonText

APPLY_SECONDS: Final = 600.0
"""How long an activation may update `media`: readers are not affected, consumers wait."""

COVERAGE: Final = text(
    """
    select count(*) as total, count(*) filter (where e.status = 'eligible') as eligible,
           count(*) filter (where e.status = 'ineligible') as ineligible,
           count(*) filter (where e.status = 'pending') as pending
    from media m left join evaluations e on e.policy_version = :version and e.media_id = m.media_id
    where m.title is not null and m.gone_at is null
    """
)
_OF_ID: Final = text(f"select {POLICY} from policies p where p.policy_id = :policy_id")  # noqa: S608 - constants
_ACTIVE: Final = text(f"select {POLICY} from policies p where p.active")  # noqa: S608 - constants
_PREVIOUS: Final = text(f"select {POLICY} from policies p where p.previous")  # noqa: S608 - constants
_RUN: Final = text(
    f"""
    select {RUN} from policy_runs r join policies p on p.version = r.policy_version
    where r.run_id = :run_id
    for update of r
    """  # noqa: S608 - constants
)
_UNFINISHED: Final = text(
    f"""
    select {RUN} from policy_runs r join policies p on p.version = r.policy_version
    where r.policy_version = :version and r.status in ('running', 'prepared', 'failed')
    """  # noqa: S608 - constants
)
_ADD_RUN: Final = text(
    """
    insert into policy_runs (run_id, policy_version, base_version, status, batch_size, total, started_at, started_by)
    values (:run_id, :version, :base_version, :status, :batch_size, :total, :started_at, :started_by)
    """
)
_SET_STATUS: Final = {
    RunStatus.RUNNING: text(
        "update policy_runs set status = 'running', attempts = 0, lease_id = null, lease_until = null"
        " where run_id = :run_id"
    ),
    RunStatus.CANCELLED: text(
        "update policy_runs set status = 'cancelled', finished_at = :at, lease_id = null, lease_until = null"
        " where run_id = :run_id"
    ),
    RunStatus.PROMOTED: text(
        "update policy_runs set status = 'promoted', promoted_at = :at, promoted_by = :actor where run_id = :run_id"
    ),
}
# One statement each, because one policy at most is active and one is the previous one at any moment.
_ACTIVATE: Final = (
    text("update policies set previous = false where previous"),
    text("update policies set active = false, previous = true where version = :former"),
    text("update policies set active = true, activated_at = :now where version = :version"),
)
# In the order of ids, like every other writer of `media`, so that they cannot deadlock.
_APPLY: Final = """
with changed as materialized (
  select m.media_id, e.status = 'eligible' as eligible, e.fresh
  from media m join evaluations e on e.policy_version = $1 and e.media_id = m.media_id
  where (m.eligible, m.fresh_eligible) is distinct from (e.status = 'eligible', e.fresh)
  order by m.media_id
  for no key update of m
)
update media m set eligible = c.eligible, fresh_eligible = c.fresh from changed c where m.media_id = c.media_id
"""


class SqlPolicyWork:
    """Changes policies and runs in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self) -> None:
        """Wait for the transactions that evaluate titles, and keep new ones waiting."""
        await self._connection.execute(sql.LOCK)

    async def policy(self, policy_id: UUID) -> Policy | None:
        """Return a policy."""
        row = await self._row(_OF_ID, policy_id=policy_id)
        return None if row is None else to_policy(row)

    async def active(self) -> Policy:
        """Return the active policy; there always is one."""
        return to_policy(await self._row(_ACTIVE))

    async def previous(self) -> Policy | None:
        """Return the policy that was active before."""
        row = await self._row(_PREVIOUS)
        return None if row is None else to_policy(row)

    async def add_policy(self, policy: Policy) -> None:
        """Store a new policy."""
        await self._connection.execute(
            insert(policies).values(
                version=policy.version,
                policy_id=policy.policy_id,
                description=policy.description,
                config=JsonText(to_text(policy.config)),
                created_at=policy.created_at,
                created_by=policy.created_by,
            )
        )

    async def newest_version(self) -> int:
        """Return the highest version."""
        return int((await self._connection.execute(select(func.max(policies.c.version)))).scalar_one())

    async def unfinished_run(self, version: int) -> Run | None:
        """Return the run of a version that is neither promoted nor cancelled."""
        row = await self._row(_UNFINISHED, version=version)
        return None if row is None else to_run(row)

    async def run(self, run_id: UUID) -> Run | None:
        """Return a run."""
        row = await self._row(_RUN, run_id=run_id)
        return None if row is None else to_run(row)

    async def add_run(self, run: Run, batch_size: int) -> None:
        """Store a new run."""
        await self._connection.execute(
            _ADD_RUN,
            {
                "run_id": run.run_id,
                "version": run.version,
                "base_version": run.base_version,
                "status": run.status.value,
                "batch_size": batch_size,
                "total": run.progress.total,
                "started_at": run.started_at,
                "started_by": run.started_by,
            },
        )

    async def set_status(self, run_id: UUID, status: RunStatus, at: datetime, actor: UUID) -> None:
        """Store the status of a run; a resumed run is free for any worker."""
        await self._connection.execute(_SET_STATUS[status], {"run_id": run_id, "at": at, "actor": actor})

    async def coverage(self, version: int) -> Coverage:
        """Return how many titles are evaluated under a version."""
        row = await self._row(COVERAGE, version=version)
        return Coverage(row["total"], row["eligible"], row["ineligible"], row["pending"])

    async def activate(self, policy: Policy, former: Policy, now: datetime) -> int:
        """Make a policy the active one and apply its evaluations; return how many titles changed.

        The update runs on the driver's connection, in the same transaction, because it may take longer than the time
        limit of every other statement.
        """
        values = {"former": former.version, "version": policy.version, "now": now}
        for statement in _ACTIVATE:
            await self._connection.execute(statement, values)
        raw: Any = (await self._connection.get_raw_connection()).driver_connection
        status: str = await raw.execute(_APPLY, policy.version, timeout=APPLY_SECONDS)
        return int(status.rsplit(maxsplit=1)[-1])

    async def add_activation(self, activation: Activation) -> None:
        """Record a change of the active version."""
        await self._connection.execute(
            insert(policy_activations).values(
                policy_version=activation.version,
                previous_version=activation.previous_version,
                action=activation.action,
                run_id=activation.run_id,
                activated_at=activation.activated_at,
                activated_by=activation.activated_by,
                changed_titles=activation.changed_titles,
            )
        )

    async def _row(self, statement: TextClause, **values: object) -> Any:
        return (await self._connection.execute(statement, values)).mappings().first()


def policy_work_in(transaction: Transaction) -> SqlPolicyWork:
    """Return a transaction that changes policies and runs."""
    return SqlPolicyWork(transaction.connection)
