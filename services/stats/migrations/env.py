"""Alembic's entry point. Partitions are data, not tables that the code should declare."""

from alembic.autogenerate import comparators
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import DropTableOp, UpgradeOps
from alembic.util import DispatchPriority, PriorityDispatchResult
from sqlalchemy import text

from chassis.storage.migrations import run
from stats.infrastructure.tables import metadata


@comparators.dispatch_for("autogenerate", priority=DispatchPriority.LAST)
def keep_partitions(context: AutogenContext, upgrade: UpgradeOps) -> PriorityDispatchResult:
    """Keep the partitions of the months, which Alembic takes for tables that the code does not declare."""
    if context.connection is not None:
        names = set(context.connection.scalars(text("select relname from pg_class where relispartition")))
        upgrade.ops = [op for op in upgrade.ops if not isinstance(op, DropTableOp) or op.table_name not in names]
    return PriorityDispatchResult.CONTINUE


run(metadata)
