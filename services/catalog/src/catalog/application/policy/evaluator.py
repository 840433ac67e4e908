"""The evaluation of many titles under several versions."""

import logging
from collections.abc import Callable, Sequence

from catalog.application.policy.models import LivePolicy, StoredEvaluation
from catalog.application.policy.ports import EvaluationMetrics
from catalog.domain.policy.config import PolicyConfig
from catalog.domain.policy.evaluation import Evaluation, evaluate
from catalog.domain.policy.facts import TitleFacts
from catalog.domain.policy.runs import ItemError

logger = logging.getLogger(__name__)

Evaluate = Callable[[TitleFacts, PolicyConfig], Evaluation]


class Evaluator:
    """Evaluates titles; one that cannot be evaluated is counted and keeps its state."""

    def __init__(self, metrics: EvaluationMetrics, evaluate: Evaluate = evaluate) -> None:
        self._metrics = metrics
        self._evaluate = evaluate

    def of(
        self, titles: Sequence[TitleFacts], policies: Sequence[LivePolicy]
    ) -> tuple[list[StoredEvaluation], list[ItemError]]:
        """Return the evaluations by version and title, and the titles that could not be evaluated."""
        evaluations: list[StoredEvaluation] = []
        errors: list[ItemError] = []
        with self._metrics.batch():
            for policy in policies:
                for facts in titles:
                    try:
                        evaluation = self._evaluate(facts, policy.config)
                    except Exception as failure:  # noqa: BLE001 - one title must not keep the others from being evaluated
                        errors.append(ItemError(facts.media_id, repr(failure)))
                        self._failed(facts, policy, failure)
                    else:
                        evaluations.append(StoredEvaluation(policy, facts.media_id, evaluation))
        return evaluations, errors

    def one(self, facts: TitleFacts, config: PolicyConfig) -> Evaluation:
        """Return the evaluation of one title."""
        return self._evaluate(facts, config)

    def _failed(self, facts: TitleFacts, policy: LivePolicy, failure: Exception) -> None:
        self._metrics.failed()
        logger.error(
            "title cannot be evaluated",
            extra={"media_id": str(facts.media_id), "policy_version": policy.version},
            exc_info=failure,
        )
