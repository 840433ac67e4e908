"""Rows to policies, runs and facts, and the columns that they need."""

import json
from typing import Any, Final
from uuid import UUID

from catalog.application.policy.models import Activation
from catalog.domain.policy.facts import Scores, TitleFacts, VoteSource
from catalog.domain.policy.runs import ItemError, Policy, Progress, Run, RunStatus
from catalog.infrastructure.policy.config_json import from_text

Row = Any
"""A row by column name, of either driver."""

POLICY: Final = """
p.policy_id, p.version, p.active, p.previous, p.description, cast(p.config as text) as config, p.created_at,
p.created_by, p.activated_at
"""
RUN: Final = """
r.run_id, p.policy_id, r.policy_version, r.base_version, r.status, r.processed, r.total, r.eligible, r.ineligible,
r.pending, r.errors, cast(r.error_sample as text) as error_sample, r.started_at, r.started_by, r.finished_at,
r.promoted_at, r.promoted_by, r.lease_until
"""
FACTS: Final = """
f.countries, f.language, f.ratings, f.imdb_votes, f.trakt_votes, f.providers, f.quality, f.popularity, f.freshness
"""


def to_policy(row: Row) -> Policy:
    """Return a policy."""
    return Policy(
        policy_id=row["policy_id"],
        version=row["version"],
        active=row["active"],
        previous=row["previous"],
        description=row["description"],
        config=from_text(row["config"]),
        created_at=row["created_at"],
        created_by=row["created_by"],
        activated_at=row["activated_at"],
    )


def to_run(row: Row) -> Run:
    """Return a run."""
    sample = json.loads(row["error_sample"])
    return Run(
        run_id=row["run_id"],
        policy_id=row["policy_id"],
        version=row["policy_version"],
        base_version=row["base_version"],
        status=RunStatus(row["status"]),
        progress=Progress(
            row["processed"], row["total"], row["eligible"], row["ineligible"], row["pending"], row["errors"]
        ),
        error_sample=tuple(ItemError(UUID(item["mediaId"]), item["message"]) for item in sample),
        started_at=row["started_at"],
        started_by=row["started_by"],
        finished_at=row["finished_at"],
        promoted_at=row["promoted_at"],
        promoted_by=row["promoted_by"],
        lease_until=row["lease_until"],
    )


def to_facts(row: Row) -> TitleFacts:
    """Return the facts of a title; a title without stored facts has none."""
    counts: dict[VoteSource, int | None] = {"imdb": row["imdb_votes"], "trakt": row["trakt_votes"]}
    scores = None
    if row["quality"] is not None:
        # A score that an earlier release did not store counts as zero until the next one arrives.
        scores = Scores.of_percent(row["quality"], row["popularity"] or 0.0, row["freshness"] or 0.0)
    return TitleFacts(
        media_id=row["media_id"],
        countries=tuple(row["countries"] or ()),
        language=row["language"],
        ratings=frozenset(row["ratings"] or ()),
        votes={source: count for source, count in counts.items() if count is not None},
        providers=frozenset(row["providers"] or ()),
        scores=scores,
    )


def to_activation(row: Row) -> Activation:
    """Return a change of the active version."""
    return Activation(
        version=row["policy_version"],
        previous_version=row["previous_version"],
        action=row["action"],
        run_id=row["run_id"],
        activated_at=row["activated_at"],
        activated_by=row["activated_by"],
        changed_titles=row["changed_titles"],
    )
