"""The runners of a worker. Jobs that encode take hours: they have places of their own, so that no other job waits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from chassis.storage.database import is_infrastructure_failure
from jobs.model import Job
from jobs.registry import JobRegistry
from jobs.run import Handler
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.wakeup import Wakeup
from playback.application.jobs import REGISTRY, JobKind
from playback.domain.media.failures import is_full_disk
from playback.infrastructure.unit_of_work import QUEUE, SqlUnits
from playback.settings import Settings

ENCODING: Final = frozenset({JobKind.PROCESS, JobKind.ENCODE})


@dataclass(frozen=True, slots=True)
class Wakeups:
    """The notification of both runners of this process that jobs were queued."""

    encoding: Wakeup
    others: Wakeup

    def notify(self) -> None:
        """Let both look for jobs."""
        self.encoding.notify()
        self.others.notify()


@dataclass(frozen=True, slots=True)
class Runners:
    """The runner of the work on versions, and that of all other jobs."""

    encoding: Runner[Job]
    others: Runner[Job]


def runners(
    transactions: Transactions,
    handlers: Mapping[str, Handler[Job]],
    settings: Settings,
    wakeups: Wakeups,
    clock: Clock,
) -> Runners:
    """Return both; each claims jobs of its own kinds alone."""

    def runner(registry: JobRegistry, wakeup: Wakeup, concurrency: int) -> Runner[Job]:
        units = SqlUnits(transactions, wakeups.notify, replace(QUEUE, registry=registry))
        limits = RunnerSettings(concurrency=concurrency)
        return Runner(units, registry, handlers, clock, _is_outage, wakeup, limits)

    encoding = tuple(spec for spec in REGISTRY.specs if spec.kind in ENCODING)
    others = tuple(spec for spec in REGISTRY.specs if spec.kind not in ENCODING)
    result = Runners(
        runner(replace(REGISTRY, specs=encoding), wakeups.encoding, settings.encode_concurrency),
        runner(replace(REGISTRY, specs=others), wakeups.others, settings.job_concurrency),
    )
    result.encoding.name = "encoding"
    return result


def _is_outage(failure: BaseException) -> bool:
    """Return whether the database is at fault; a full disk, an error of the system too, has a reason of its own."""
    return is_infrastructure_failure(failure) and not is_full_disk(failure)
