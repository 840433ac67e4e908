"""Alembic's entry: the work is in the chassis. Partitions are data here, not tables that the code would lack."""

from alembic.autogenerate import comparators
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import DropTableOp, UpgradeOps
from alembic.util import DispatchPriority, PriorityDispatchResult
from sqlalchemy import text

from chassis.storage.migrations import run
from insights.infrastructure.tables import metadata


@comparators.dispatch_for("autogenerate", priority=DispatchPriority.LAST)
def keep_partitions(context: AutogenContext, upgrade: UpgradeOps) -> PriorityDispatchResult:
    """Never ask for a month's partition to be dropped: Alembic sees it as a table that no code names."""
    if context.connection is not None:
        names = set(context.connection.scalars(text("select relname from pg_class where relispartition")))
        upgrade.ops = [op for op in upgrade.ops if not isinstance(op, DropTableOp) or op.table_name not in names]
    return PriorityDispatchResult.CONTINUE


run(metadata)
