"""The part of a transaction that evaluates titles, in Postgres."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import TextClause

from catalog.application.change_keys import KEYS
from catalog.application.commands import ApplyScores, ApplyTitle
from catalog.application.policy.models import LivePolicy, RunPosition, StoredEvaluation
from catalog.domain.policy.evaluation import Status
from catalog.domain.policy.facts import TitleFacts
from catalog.domain.policy.runs import ItemError, Run
from catalog.infrastructure.policy import evaluation_sql as sql
from catalog.infrastructure.policy.config_json import from_text
from catalog.infrastructure.policy.rows import to_facts, to_run
from chassis.messaging.transaction import Transaction

BEFORE_ALL: Final = UUID(int=0)
LONGEST_MESSAGE: Final = 500


class SqlEvaluationWork:
    """Evaluates titles in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def live(self) -> Sequence[LivePolicy]:
        """Return the versions under which titles are evaluated; changes of them wait for the end of the transaction."""
        rows = await sql.LIVE(self._connection)
        return [LivePolicy(row["version"], row["active"], from_text(row["config"])) for row in rows]

    async def save_facts(self, titles: Sequence[ApplyTitle]) -> Sequence[TitleFacts]:
        """Store the facts of imported titles; return them with the scores."""
        if not titles:
            return []
        facts = [title.policy_facts for title in titles]
        rows = await sql.SAVE_FACTS(
            self._connection,
            {
                "separator": sql.SEPARATOR,
                "media_ids": [title.media_id for title in titles],
                "countries": [_joined(item.countries) for item in facts],
                "languages": [item.language for item in facts],
                "ratings": [_joined(sorted(item.ratings)) for item in facts],
                "imdb_votes": [item.votes.get("imdb") for item in facts],
                "trakt_votes": [item.votes.get("trakt") for item in facts],
                "providers": [_joined(sorted(item.providers)) for item in facts],
            },
        )
        return [to_facts(row) for row in rows]

    async def save_scores(self, scores: Sequence[ApplyScores]) -> Sequence[TitleFacts]:
        """Store scores; return the facts of those titles that are imported."""
        if not scores:
            return []
        rows = await sql.SAVE_SCORES(
            self._connection,
            {
                "media_ids": [score.media_id for score in scores],
                "qualities": [score.quality for score in scores],
                "popularities": [score.popularity for score in scores],
                "freshnesses": [score.freshness for score in scores],
            },
        )
        return [to_facts(row) for row in rows if row["imported"]]

    async def save_evaluations(self, evaluations: Sequence[StoredEvaluation]) -> None:
        """Store evaluations; those of the active version decide what is listed from now on."""
        if not evaluations:
            return
        self._transaction.changed(*KEYS.of_titles(item.media_id for item in evaluations if item.policy.active))
        results = [item.evaluation for item in evaluations]
        await sql.SAVE_EVALUATIONS(
            self._connection,
            {
                "separator": sql.SEPARATOR,
                "versions": [item.policy.version for item in evaluations],
                "actives": [item.policy.active for item in evaluations],
                "media_ids": [item.media_id for item in evaluations],
                "statuses": [result.decision.status.value for result in results],
                "reasons": [_joined(result.decision.reasons) for result in results],
                "rule_ids": [result.decision.rule_id for result in results],
                "relevances": [result.relevance for result in results],
                "failed_checks": [
                    None if result.failed_checks is None else _joined(result.failed_checks) for result in results
                ],
                "neutral_passed": [result.neutral_passed for result in results],
                "fresh": [result.fresh.is_eligible for result in results],
            },
        )

    async def lock_titles(self, after: UUID | None, limit: int) -> Sequence[TitleFacts]:
        """Lock and return the next imported titles by id."""
        return await self._titles(sql.LOCK_TITLES, after=after or BEFORE_ALL, limit=limit)

    async def lock_unevaluated(self, version: int, after: UUID | None, limit: int) -> Sequence[TitleFacts]:
        """Lock and return the next imported titles by id that are not evaluated under a version."""
        return await self._titles(sql.LOCK_UNEVALUATED, version=version, after=after or BEFORE_ALL, limit=limit)

    async def claim_run(self, lease_id: UUID, now: datetime, until: datetime) -> Run | None:
        """Lease the oldest running run that no worker holds, if any."""
        rows = await self._connection.execute(sql.CLAIM_RUN, {"lease_id": lease_id, "now": now, "until": until})
        row = rows.mappings().first()
        return None if row is None else to_run(row)

    async def renew_lease(self, run_id: UUID, lease_id: UUID, until: datetime) -> RunPosition | None:
        """Extend a lease and return the position of the run; null when the run was cancelled or the lease lost."""
        values = {"run_id": run_id, "lease_id": lease_id, "until": until}
        row = (await self._connection.execute(sql.RENEW_LEASE, values)).first()
        return None if row is None else RunPosition(row.policy_version, row.position, row.batch_size)

    async def advance_run(
        self, run_id: UUID, position: UUID, evaluations: Sequence[StoredEvaluation], errors: Sequence[ItemError]
    ) -> None:
        """Count a batch and store the position after it; failures in a row are forgotten."""
        statuses = [item.evaluation.decision.status for item in evaluations]
        sample = [{"mediaId": str(item.media_id), "message": item.message[:LONGEST_MESSAGE]} for item in errors]
        await self._connection.execute(
            sql.ADVANCE_RUN,
            {
                "run_id": run_id,
                "position": position,
                "processed": len(statuses) + len(errors),
                **{status.value: statuses.count(status) for status in Status},
                "errors": len(errors),
                "error_sample": json.dumps(sample),
            },
        )

    async def finish_run(self, run_id: UUID, now: datetime) -> None:
        """Mark a run as prepared."""
        await self._connection.execute(sql.FINISH_RUN, {"run_id": run_id, "now": now})

    async def fail_run(self, run_id: UUID, lease_id: UUID, most_attempts: int, retry_at: datetime) -> None:
        """Count a failed batch and release the lease; the run is interrupted after `most_attempts` in a row."""
        values = {"run_id": run_id, "lease_id": lease_id, "most_attempts": most_attempts, "retry_at": retry_at}
        await self._connection.execute(sql.FAIL_RUN, values)

    async def delete_stale_evaluations(self, limit: int) -> int:
        """Delete at most `limit` evaluations of versions that are no longer live; return their number."""
        versions = [policy.version for policy in await self.live()]
        rows = await self._connection.execute(sql.DELETE_STALE, {"versions": versions, "limit": limit})
        return rows.rowcount

    async def _titles(self, statement: TextClause, **values: object) -> Sequence[TitleFacts]:
        rows = await self._connection.execute(statement, values)
        return [to_facts(row) for row in rows.mappings()]


def evaluation_work_in(transaction: Transaction) -> SqlEvaluationWork:
    """Return the part of a transaction that evaluates titles."""
    return SqlEvaluationWork(transaction)


def _joined(values: Iterable[str]) -> str:
    return sql.SEPARATOR.join(value.replace(sql.SEPARATOR, " ") for value in values)
