"""Reads of policies, runs and evaluations, on the driver's connections."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text

from catalog.application.policy.models import (
    Activation,
    Candidate,
    ChangedTitle,
    Coverage,
    Diff,
    DryRunOptions,
    ExplainedTitle,
)
from catalog.domain.policy.runs import Policy, Run
from catalog.infrastructure.policy.comparison_sql import COUNTS, REASONS, SAMPLES, candidates
from catalog.infrastructure.policy.policy_work import COVERAGE
from catalog.infrastructure.policy.rows import FACTS, POLICY, RUN, to_activation, to_facts, to_policy, to_run
from chassis.storage.reads import CompiledRead, ReadPool

LEAST_PERCENT: Final = 1.0
MOST_PERCENT: Final = 10.0
"""The share of a sample whose size the client does not choose."""

_POLICIES: Final = CompiledRead(text(f"select {POLICY} from policies p order by p.version desc"))  # noqa: S608 - constants
_OF_ID: Final = CompiledRead(text(f"select {POLICY} from policies p where p.policy_id = :policy_id"))  # noqa: S608 - constants
_ACTIVE: Final = CompiledRead(text(f"select {POLICY} from policies p where p.active"))  # noqa: S608 - constants
_RUNS: Final = CompiledRead(
    text(
        f"""
        select {RUN} from policy_runs r join policies p on p.version = r.policy_version
        order by r.started_at desc, r.run_id desc limit :limit offset :offset
        """  # noqa: S608 - constants
    )
)
_RUN_COUNT: Final = CompiledRead(text("select count(*) from policy_runs"))
_RUN: Final = CompiledRead(
    text(
        f"""
        select {RUN} from policy_runs r join policies p on p.version = r.policy_version where r.run_id = :run_id
        """  # noqa: S608 - constants
    )
)
_ACTIVATIONS: Final = CompiledRead(
    text("select * from policy_activations order by activation_id desc limit :limit offset :offset")
)
_ACTIVATION_COUNT: Final = CompiledRead(text("select count(*) from policy_activations"))
_COVERAGE: Final = CompiledRead(COVERAGE)
_TITLE: Final = CompiledRead(
    text(
        f"""
        select m.media_id, m.title, m.gone_at, coalesce(m.listed, false) as listed,
               coalesce(m.visible, false) as visible,
               {FACTS}
        from media m left join title_facts f on f.media_id = m.media_id
        where m.media_id = :media_id
        """  # noqa: S608 - constants
    )
)


class SqlPolicyReads:
    """Reads policies, runs and evaluations."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def policies(self) -> Sequence[Policy]:
        """Return all policies, the newest version first."""
        return [to_policy(row) for row in await self._reads.fetch(_POLICIES)]

    async def policy(self, policy_id: UUID) -> Policy | None:
        """Return a policy."""
        row = await self._reads.fetch_row(_OF_ID, {"policy_id": policy_id})
        return None if row is None else to_policy(row)

    async def active(self) -> Policy:
        """Return the active policy."""
        return to_policy(await self._reads.fetch_row(_ACTIVE))

    async def runs(self, limit: int, offset: int) -> tuple[Sequence[Run], int]:
        """Return a page of runs, the newest first, and their number."""
        rows = await self._reads.fetch(_RUNS, {"limit": limit, "offset": offset})
        [count] = await self._reads.fetch(_RUN_COUNT)
        return [to_run(row) for row in rows], count[0]

    async def run(self, run_id: UUID) -> Run | None:
        """Return a run."""
        row = await self._reads.fetch_row(_RUN, {"run_id": run_id})
        return None if row is None else to_run(row)

    async def activations(self, limit: int, offset: int) -> tuple[Sequence[Activation], int]:
        """Return a page of changes of the active version, the newest first, and their number."""
        rows = await self._reads.fetch(_ACTIVATIONS, {"limit": limit, "offset": offset})
        [count] = await self._reads.fetch(_ACTIVATION_COUNT)
        return [to_activation(row) for row in rows], count[0]

    async def coverage(self, version: int) -> Coverage:
        """Return how many titles are evaluated under a version."""
        [row] = await self._reads.fetch(_COVERAGE, {"version": version})
        return Coverage(row["total"], row["eligible"], row["ineligible"], row["pending"])

    async def diff(self, run: Run, sample_size: int) -> Diff:
        """Compare the version of a run with the version that was active before, in the database."""
        versions = {"version": run.version, "base_version": run.base_version}
        [counts] = await self._reads.fetch(COUNTS, versions)
        reasons = await self._reads.fetch(REASONS, versions)
        samples = {
            improved: [
                ChangedTitle(row["media_id"], row["title"], row["reasons"])
                for row in await self._reads.fetch(
                    SAMPLES, {**versions, "improved": improved, "sample_size": sample_size}
                )
            ]
            for improved in (False, True)
        }
        return Diff(
            run_id=run.run_id,
            **versions,
            **dict(counts),
            top_regressions=samples[False],
            top_improvements=samples[True],
            regression_reasons={row["reason"]: row["count"] for row in reasons if not row["after"]},
            improvement_reasons={row["reason"]: row["count"] for row in reasons if row["after"]},
        )

    async def candidates(self, options: DryRunOptions) -> Sequence[Candidate]:
        """Return the titles of a dry run."""
        percent = options.sample_percent or min(MOST_PERCENT, max(LEAST_PERCENT, options.limit / 100))
        read = candidates(options.mode, of_kind=options.kind is not None, of_country=options.country is not None)
        values = {"limit": options.limit, "kind": options.kind, "country": options.country, "percent": percent}
        rows = await self._reads.fetch(read, values)
        return [Candidate(to_facts(row), row["title"], row["current"]) for row in rows]

    async def title(self, media_id: UUID) -> ExplainedTitle | None:
        """Return a title with its facts and its state."""
        row = await self._reads.fetch_row(_TITLE, {"media_id": media_id})
        if row is None:
            return None
        return ExplainedTitle(to_facts(row), row["title"], row["gone_at"], row["listed"], row["visible"])
