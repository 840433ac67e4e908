"""The tables of the policy.

`policies`, `policy_runs` and `policy_activations` are state of this service. `title_facts` and `evaluations` are a read
model: a replay rebuilds them under the policies of the moment.
"""

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from catalog.infrastructure.schema import metadata

policies: Final = Table(
    "policies",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("policy_id", UuidType, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("false")),
    Column("previous", Boolean, nullable=False, server_default=text("false")),
    Column("description", Text),
    Column("config", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", UuidType),
    Column("activated_at", DateTime(timezone=True)),
)
Index("ix_policies_policy_id", policies.c.policy_id, unique=True)
Index("ix_policies_active", policies.c.active, unique=True, postgresql_where=policies.c.active)
Index("ix_policies_previous", policies.c.previous, unique=True, postgresql_where=policies.c.previous)

policy_runs: Final = Table(
    "policy_runs",
    metadata,
    Column("run_id", UuidType, primary_key=True),
    Column("policy_version", Integer, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column(
        "status",
        Text,
        CheckConstraint("status in ('running', 'prepared', 'failed', 'cancelled', 'promoted')", name="status"),
        nullable=False,
    ),
    Column("batch_size", Integer, nullable=False),
    Column("position", UuidType),
    Column("total", BigInteger, nullable=False),
    *(
        Column(name, BigInteger, nullable=False, server_default=text("0"))
        for name in ("processed", "eligible", "ineligible", "pending", "errors")
    ),
    Column("error_sample", JSONB, nullable=False, server_default=text("'[]'")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("lease_id", UuidType),
    Column("lease_until", DateTime(timezone=True)),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("started_by", UuidType),
    Column("finished_at", DateTime(timezone=True)),
    Column("promoted_at", DateTime(timezone=True)),
    Column("promoted_by", UuidType),
)
Index("ix_policy_runs_started_at", policy_runs.c.started_at.desc(), policy_runs.c.run_id.desc())
Index(
    "ix_policy_runs_unfinished",
    policy_runs.c.policy_version,
    unique=True,
    postgresql_where=text("status in ('running', 'prepared', 'failed')"),
)

policy_activations: Final = Table(
    "policy_activations",
    metadata,
    Column("activation_id", BigInteger, Identity(always=True), primary_key=True),
    Column("policy_version", Integer, nullable=False),
    Column("previous_version", Integer),
    Column(
        "action",
        Text,
        CheckConstraint("action in ('installed', 'promoted', 'rolled_back')", name="action"),
        nullable=False,
    ),
    Column("run_id", UuidType),
    Column("activated_at", DateTime(timezone=True), nullable=False),
    Column("activated_by", UuidType),
    Column("changed_titles", BigInteger, nullable=False),
)

title_facts: Final = Table(
    "title_facts",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    # False while only the scores of a title have arrived.
    Column("imported", Boolean, nullable=False, server_default=text("false")),
    Column("countries", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("language", Text),
    Column("ratings", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("imdb_votes", Integer),
    Column("trakt_votes", Integer),
    Column("providers", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("quality", Float),
    Column("popularity", Float),
    Column("freshness", Float),
)

evaluations: Final = Table(
    "evaluations",
    metadata,
    Column("policy_version", Integer, primary_key=True, autoincrement=False),
    Column("media_id", UuidType, primary_key=True),
    Column("status", Text, nullable=False),
    Column("reasons", ARRAY(Text), nullable=False),
    Column("rule_id", Text),
    Column("relevance", Integer, nullable=False),
    Column("failed_checks", ARRAY(Text)),
    Column("neutral_passed", Boolean),
    Column("fresh", Boolean, nullable=False),
)

OWN_STATE: Final = (policies, policy_runs, policy_activations)
"""The state of this service, which no replay rebuilds."""
