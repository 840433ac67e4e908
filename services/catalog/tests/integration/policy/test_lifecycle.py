"""A policy from its creation to a rollback: what is evaluated, and what lists show."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from services.catalog.tests.policy_fakes import NoMetrics
from sqlalchemy import select, text

from catalog.application.policy.administration import PolicyAdministration
from catalog.application.policy.evaluator import Evaluator
from catalog.application.policy.models import Activation
from catalog.application.policy.preparation import PreparePolicies
from catalog.domain.policy.config import (
    Context,
    EligibilityMode,
    GlobalRequirements,
    PolicyConfig,
    VoteRequirement,
)
from catalog.domain.policy.errors import (
    CoverageNotMet,
    ErrorsExceeded,
    NoPreviousPolicy,
    PolicyActive,
    RunCancelled,
    RunExists,
    RunNotComparable,
    RunNotInterrupted,
    RunNotPrepared,
    RunPromoted,
    RunStale,
)
from catalog.domain.policy.evaluation import Evaluation, evaluate
from catalog.domain.policy.facts import TitleFacts
from catalog.domain.policy.runs import Policy, Run, RunStatus
from catalog.infrastructure.policy.evaluation_work import evaluation_work_in
from catalog.infrastructure.policy.policy_work import SqlPolicyWork
from catalog.infrastructure.policy.reads import SqlPolicyReads
from catalog.infrastructure.policy.tables import evaluations
from chassis.messaging.transaction import UnitsOfWork
from contracts.identity import media_id
from contracts.ingestion import Rating, Ratings

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

ADMIN = UUID(int=0xAD)
ONLY_US = PolicyConfig(allowed_countries=("US",), allowed_languages=("en",))


class Lifecycle:
    """A catalog with three movies: from the US, from the US with few votes, and from France."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.application = catalog.container.application

    async def create(self, config: PolicyConfig = ONLY_US) -> Policy:
        """Create a policy."""
        return await self.application.policies.create(config, None, ADMIN)

    async def prepared(self, config: PolicyConfig = ONLY_US, batch_size: int = 2) -> Run:
        """Return a prepared run of a new policy."""
        policy = await self.create(config)
        run = await self.application.policy_runs.start(policy.policy_id, batch_size, ADMIN)
        await self.application.prepare_policies()
        return (await self.application.policy_runs.state(run.run_id)).run

    async def promote(self, run: Run, threshold: float = 1.0, most_errors: int = 0) -> int:
        """Promote a run; return how many titles changed."""
        activation = await self.application.policies.promote(run.run_id, threshold, most_errors, ADMIN)
        return activation.changed_titles

    async def listed(self, path: str = "/movies/trending") -> set[int]:
        """Return the TMDB numbers of a list."""
        return {item["tmdbId"] for item in (await self.catalog.get(path)).json()["data"]}

    async def stored(self) -> set[tuple[int, UUID, str]]:
        """Return version, title and status of every evaluation."""
        async with self.catalog.container.runtime.transactions.read() as connection:
            columns = (evaluations.c.policy_version, evaluations.c.media_id, evaluations.c.status)
            return {tuple(row) for row in await connection.execute(select(*columns))}


def american(make: Make, number: int, votes: int = 5000, **facts: Any) -> Any:
    ratings = Ratings(imdb=Rating(rating=7.0, votes=votes))
    return make.movie(number, origin_countries=("US",), original_language="en", ratings=ratings, **facts)


def french(make: Make, number: int, **facts: Any) -> Any:
    return make.movie(number, origin_countries=("FR",), original_language="fr", **facts)


@pytest.fixture
async def life(catalog: Catalog, make: Make) -> Lifecycle:
    """Return a catalog of three movies."""
    await catalog.apply(american(make, 1), american(make, 2, votes=10), french(make, 3), make.scores(1, quality=80))
    return Lifecycle(catalog)


async def test_first_policy_lists_everything(life: Lifecycle) -> None:
    [policy] = await life.application.policies.policies()
    assert (policy.version, policy.active, policy.config) == (
        1,
        True,
        PolicyConfig(mode=EligibilityMode.OPEN, home_min_relevance=0),
    )
    assert await life.stored() == {(1, media_id("movie", number), "eligible") for number in (1, 2, 3)}
    assert await life.listed() == {1, 2, 3}


async def test_prepared_policy_changes_lists_when_it_is_promoted_and_a_rollback_restores_them(life: Lifecycle) -> None:
    run = await life.prepared()
    assert (run.status, run.progress.processed, run.progress.total) == (RunStatus.PREPARED, 3, 3)
    assert (run.progress.eligible, run.progress.ineligible, run.progress.pending) == (2, 1, 0)
    assert await life.listed() == {1, 2, 3}, "preparation hides nothing"

    assert await life.promote(run) == 1
    assert await life.listed() == {1, 2}
    assert (await life.catalog.get("/movies/title-3")).status_code == 404
    [newest, first] = await life.application.policies.policies()
    assert (newest.active, first.active, first.previous) == (True, False, True)

    activation = await life.application.policies.roll_back(ADMIN)
    assert (activation.version, activation.previous_version, activation.changed_titles) == (1, 2, 1)
    assert await life.listed() == {1, 2, 3}
    activations, count = await life.application.policies.activations(10, 0)
    assert count == 3
    assert [(item.action, item.version, item.activated_by) for item in activations] == [
        ("rolled_back", 1, ADMIN),
        ("promoted", 2, ADMIN),
        ("installed", 1, None),
    ]


async def test_titles_that_arrive_or_change_during_a_run_have_the_right_evaluation(life: Lifecycle, make: Make) -> None:
    run = await life.prepared()
    await life.catalog.apply(
        french(make, 4),
        american(make, 5),
        american(make, 3, version=2),
        french(make, 1, version=2),
    )

    state = await life.application.policy_runs.state(run.run_id)
    assert (state.coverage, state.blocking_reasons) == (1.0, [])
    assert await life.promote(run) == 2
    assert await life.listed() == {2, 3, 5}
    await life.application.policies.roll_back(ADMIN)
    assert await life.listed() == {1, 2, 3, 4, 5}, "the previous policy is evaluated too"


async def test_scores_change_the_evaluation(life: Lifecycle, make: Make) -> None:
    demanding = GlobalRequirements(min_quality=0.7)
    await life.promote(await life.prepared(PolicyConfig(mode=EligibilityMode.OPEN, global_requirements=demanding)))
    assert await life.listed() == {1}

    await life.catalog.apply(make.scores(1, version=2, quality=69.9), make.scores(3, version=2, quality=70))
    assert await life.listed() == {3}


async def test_lists_of_new_movies_pass_over_the_global_requirements(life: Lifecycle, make: Make) -> None:
    votes = GlobalRequirements(any_votes=VoteRequirement(("imdb",), 3000))
    await life.promote(await life.prepared(replace(ONLY_US, global_requirements=votes)))
    await life.catalog.apply(make.ranking("now-playing.movie.US", [1, 2, 3]))

    assert await life.listed() == {1}
    assert await life.listed("/movies/now-playing") == {1, 2}
    everywhere = replace(votes, applies_to=frozenset(Context))
    await life.promote(await life.prepared(replace(ONLY_US, global_requirements=everywhere)))
    assert await life.listed("/movies/now-playing") == {1}


async def test_hero_contains_titles_of_the_lowest_relevance_or_more(life: Lifecycle, make: Make) -> None:
    shown: dict[str, Any] = {"poster_path": "/p.jpg", "backdrop_path": "/b.jpg", "release_date": date(2026, 11, 1)}
    scores: dict[str, Any] = {"quality": 80, "popularity": 80}
    await life.catalog.apply(american(make, 8, **shown), american(make, 9, **shown))
    await life.catalog.apply(make.scores(8, freshness=50, **scores), make.scores(9, freshness=60, **scores))

    async def hero() -> set[int]:
        response = await life.catalog.client.get("/api/v1/home/hero")
        return {item["tmdbId"] for item in response.json()["data"]}

    assert await hero() == {8, 9}
    await life.promote(await life.prepared(replace(ONLY_US, home_min_relevance=76)))
    assert await hero() == {9}


async def test_run_that_is_not_ready_is_not_promoted(life: Lifecycle) -> None:
    policy = await life.create()
    run = await life.application.policy_runs.start(policy.policy_id, 500, ADMIN)
    with pytest.raises(RunNotPrepared):
        await life.promote(run)
    with pytest.raises(RunExists):
        await life.application.policy_runs.start(policy.policy_id, 500, ADMIN)
    with pytest.raises(RunNotInterrupted):
        await life.application.policy_runs.resume(run.run_id, ADMIN)
    with pytest.raises(RunNotComparable):
        await life.application.policy_runs.diff(run.run_id, 10)

    await life.application.policy_runs.cancel(run.run_id, ADMIN)
    await life.application.prepare_policies()
    with pytest.raises(RunCancelled):
        await life.promote(run)
    assert await life.listed() == {1, 2, 3}
    assert {version for version, _, _ in await life.stored()} == {1}


async def test_promoted_run_and_active_policy_are_not_promoted_again(life: Lifecycle) -> None:
    with pytest.raises(NoPreviousPolicy):
        await life.application.policies.roll_back(ADMIN)
    run = await life.prepared()
    await life.promote(run)

    with pytest.raises(RunPromoted):
        await life.promote(run)
    with pytest.raises(RunPromoted):
        await life.application.policy_runs.cancel(run.run_id, ADMIN)
    with pytest.raises(PolicyActive):
        await life.application.policy_runs.start(run.policy_id, 500, ADMIN)


async def test_run_is_stale_after_another_policy_was_promoted(life: Lifecycle) -> None:
    run, other = await life.prepared(), await life.prepared()
    await life.promote(other)

    with pytest.raises(RunStale):
        await life.promote(run)
    assert "RUN_STALE" in (await life.application.policy_runs.state(run.run_id)).blocking_reasons


async def test_title_that_cannot_be_evaluated_is_counted_and_the_run_ends(life: Lifecycle) -> None:
    def broken(facts: TitleFacts, config: PolicyConfig) -> Evaluation:
        if facts.media_id == media_id("movie", 2):
            raise ValueError("broken")
        return evaluate(facts, config)

    policy = await life.create(PolicyConfig(allowed_countries=("FR",), allowed_languages=("fr",)))
    run = await life.application.policy_runs.start(policy.policy_id, 1, ADMIN)
    await _preparation(life, Evaluator(NoMetrics(), broken))()

    state = await life.application.policy_runs.state(run.run_id)
    assert (state.run.status, state.run.progress.processed, state.run.progress.errors) == (RunStatus.PREPARED, 3, 1)
    assert [error.message for error in state.run.error_sample] == ["ValueError('broken')"]
    assert state.blocking_reasons == ["COVERAGE_NOT_MET", "ERRORS_EXCEEDED"]
    with pytest.raises(CoverageNotMet):
        await life.promote(run, most_errors=1)
    with pytest.raises(ErrorsExceeded):
        await life.promote(run, threshold=0.6)
    assert await life.promote(run, threshold=0.6, most_errors=1) == 1
    assert await life.listed() == {2, 3}, "a title without an evaluation keeps its state"


async def test_run_continues_after_its_worker_has_died_and_after_it_was_interrupted(life: Lifecycle) -> None:
    seen: list[UUID] = []

    def dying(facts: TitleFacts, config: PolicyConfig) -> Evaluation:
        if len(seen) == 1:
            raise asyncio.CancelledError
        seen.append(facts.media_id)
        return evaluate(facts, config)

    policy = await life.create()
    run = await life.application.policy_runs.start(policy.policy_id, 1, ADMIN)
    with pytest.raises(asyncio.CancelledError):
        await _preparation(life, Evaluator(NoMetrics(), dying))()
    await life.application.prepare_policies()
    assert (await life.application.policy_runs.state(run.run_id)).run.status is RunStatus.RUNNING, "it is still leased"

    life.catalog.clock.instant += timedelta(seconds=61)
    await life.application.policy_runs.resume(run.run_id, ADMIN)
    await life.application.prepare_policies()
    state = await life.application.policy_runs.state(run.run_id)
    assert (state.run.status, state.run.progress.processed) == (RunStatus.PREPARED, 3)


async def test_run_is_interrupted_after_failures_in_a_row_and_can_be_resumed(life: Lifecycle) -> None:
    class Failing(Evaluator):
        def of(self, *_: Any) -> Any:
            raise RuntimeError("no memory")

    policy = await life.create()
    run = await life.application.policy_runs.start(policy.policy_id, 2, ADMIN)
    for _ in range(5):
        with pytest.raises(RuntimeError):
            await _preparation(life, Failing(NoMetrics()))()
        life.catalog.clock.instant += timedelta(seconds=6)
    assert (await life.application.policy_runs.state(run.run_id)).run.status is RunStatus.FAILED

    await life.application.policy_runs.resume(run.run_id, ADMIN)
    await life.application.prepare_policies()
    assert (await life.application.policy_runs.state(run.run_id)).run.status is RunStatus.PREPARED


async def test_preparation_waits_for_a_batch_of_events_in_progress(life: Lifecycle) -> None:
    """A title whose batch did not know the new version would otherwise have no evaluation."""
    policy = await life.create()
    transactions = life.catalog.container.runtime.transactions
    async with transactions.begin() as batch:
        work = evaluation_work_in(batch)
        assert [live.version for live in await work.live()] == [1]
        start = asyncio.create_task(life.application.policy_runs.start(policy.policy_id, 500, ADMIN))
        done, _ = await asyncio.wait({start}, timeout=0.3)
        assert not done
        await batch.commit()
    await start
    async with transactions.begin() as batch:
        assert [live.version for live in await evaluation_work_in(batch).live()] == [1, 2]


async def test_missing_evaluations_are_added_and_stale_ones_deleted(life: Lifecycle) -> None:
    run = await life.prepared()
    await life.application.policy_runs.cancel(run.run_id, ADMIN)
    async with life.catalog.container.runtime.engine.begin() as connection:
        await connection.execute(text("delete from evaluations where policy_version = 1"))

    await life.application.keep_evaluations()

    assert await life.stored() == {(1, media_id("movie", number), "eligible") for number in (1, 2, 3)}


async def test_diff_counts_and_names_the_changes(life: Lifecycle, make: Make) -> None:
    await life.catalog.apply(make.scores(3, popularity=90), french(make, 4), make.scores(4, popularity=95))
    diff = await life.application.policy_runs.diff((await life.prepared()).run_id, 1)

    assert (diff.base_version, diff.version) == (1, 2)
    assert (diff.regressions, diff.improvements, diff.unchanged, diff.still_ineligible) == (2, 0, 2, 0)
    assert [(item.title, item.reasons) for item in diff.top_regressions] == [
        ("Title 4", ["NEUTRAL_COUNTRY", "NEUTRAL_LANGUAGE"])
    ]
    assert diff.regression_reasons == {"NEUTRAL_COUNTRY": 2, "NEUTRAL_LANGUAGE": 2}
    assert (diff.top_improvements, diff.improvement_reasons) == ([], {})


async def test_failed_promotion_changes_nothing(life: Lifecycle) -> None:
    class Failing(SqlPolicyWork):
        async def add_activation(self, activation: Activation) -> None:
            raise RuntimeError("no disk")

    run = await life.prepared()
    container = life.catalog.container
    units = UnitsOfWork(container.runtime.transactions, lambda transaction: Failing(transaction.connection))
    administration = PolicyAdministration(units, SqlPolicyReads(container.runtime.reads), life.catalog.clock)
    with pytest.raises(RuntimeError, match="no disk"):
        await administration.promote(run.run_id, 1.0, 0, ADMIN)

    assert (await life.application.policies.activations(10, 0))[1] == 1
    assert await life.listed() == {1, 2, 3}
    assert (await life.application.policy_runs.state(run.run_id)).run.status is RunStatus.PREPARED


def _preparation(life: Lifecycle, evaluator: Evaluator) -> PreparePolicies:
    container = life.catalog.container
    units = UnitsOfWork(container.runtime.transactions, evaluation_work_in)
    return PreparePolicies(units, evaluator, life.catalog.clock)
