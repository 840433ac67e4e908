"""One attempt to deliver a webhook: sign, send, commit the result. A crash in between repeats it with the same id."""

import asyncio
import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from chassis.core.backoff import backoff
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.deliveries.queue import DueDelivery
from notifications.application.messages.recording import RecordOccurrences
from notifications.application.unit_of_work import UnitOfWork
from notifications.application.webhooks.ports import Attempt, Sender, SentResponse, WebhookResult
from notifications.domain.deliveries.model import Outcome, Refused, State
from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Occurrence
from notifications.domain.webhooks.endpoints import Health, Limits, after_attempt
from notifications.domain.webhooks.retries import after, outcome_of
from notifications.domain.webhooks.signatures import signature_headers

logger = logging.getLogger(__name__)

DEADLINE_SECONDS: Final = 20.0
"""After this time an attempt ends in any case; the deadline of the client is shorter."""
_MOST_HEADERS: Final = 50
_LONGEST_HEADER: Final = 500
_LONGEST_PAUSE: Final = 5.0
_NONE: Final = UUID(int=0)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HEALTHY: Final = Health()
UNREADABLE: Final = "secret_unreadable"
"""The obstacle of a secret whose key is missing: it may come back."""
_UNREADABLE_PAUSE: Final = timedelta(minutes=5)
_HIDDEN: Final = frozenset({"set-cookie", "webhook-signature"})


@dataclass(frozen=True, slots=True)
class DueWebhook(DueDelivery):
    """A delivery of a webhook whose endpoint this process has claimed."""

    event_id: UUID = _NONE
    event_type: str = ""
    occurred_at: datetime = _EPOCH
    data: Mapping[str, object] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Those that sign, the newest first."""
    health: Health = _HEALTHY


def body_of(event_type: str, occurred_at: datetime, data: Mapping[str, object]) -> bytes:
    """Return the body of a webhook."""
    at = occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    body = {"type": event_type, "timestamp": at, "data": data}
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


class WebhookAttempts:
    """Makes attempts to deliver webhooks."""

    repeatable = True

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        sender: Sender,
        record: RecordOccurrences,
        clock: Clock,
        is_outage: Callable[[BaseException], bool],
        limits: Limits,
    ) -> None:
        self._units = units
        self._sender = sender
        self._record = record
        self._clock = clock
        self._is_outage = is_outage
        self._limits = limits
        self._timeouts: set[asyncio.Timeout] = set()

    def interrupt(self) -> None:
        """End what is being sent: it is sent again with the same id."""
        now = asyncio.get_running_loop().time()
        for timeout in self._timeouts:
            timeout.reschedule(now)

    async def __call__(self, due: DueDelivery, slots: asyncio.Semaphore, stopping: asyncio.Event) -> bool:
        """Attempt a delivery, in a slot while it is sent; return whether it was attempted before the stop."""
        if not isinstance(due, DueWebhook):
            raise TypeError("only webhooks are delivered here")
        now = self._clock.now()
        if due.obstacle is not None or now >= due.expires_at:
            code = due.obstacle or "expired"
            if code == UNREADABLE and now < due.expires_at:
                await self._commit(_result(due, State.PENDING, now, due_at=now + _UNREADABLE_PAUSE, code=code))
                return True
            state = State.FAILED if due.obstacle is None else State.CANCELLED
            await self._commit(_result(due, state, now, code=code))
            return True
        async with slots:
            if stopping.is_set():
                return False
            result = await self._send(due, now)
        await self._commit(result)
        return True

    async def _send(self, due: DueWebhook, now: datetime) -> WebhookResult:
        body = body_of(due.event_type, due.occurred_at, due.data)
        headers = {"content-type": "application/json", **signature_headers(due.event_id, now, body, due.secrets)}
        began = time.perf_counter()
        response = await self._response(due.address or "", body, headers)
        milliseconds = round((time.perf_counter() - began) * 1000)
        ended = self._clock.now()
        if response.waits_until is not None:
            return _result(due, State.PENDING, ended, due_at=response.waits_until, code=response.error_code)
        outcome = _outcome(response, ended)
        step = after(outcome, due.attempts + 1, due.expires_at, ended, random.random())
        code, detail = (outcome.code, outcome.detail) if isinstance(outcome, Refused) else (None, None)
        attempt = Attempt(
            at=now,
            milliseconds=milliseconds,
            request_headers=_shown(headers),
            status=response.status,
            response_headers=None if response.status is None else _shown(response.headers),
            response_body=None if response.status is None else _text(response.body),
            is_cut=response.is_cut,
            error_code=code,
            error_detail=detail,
        )
        health = after_attempt(due.health, outcome, ended, self._limits)
        return _result(
            due, step.state, ended, due_at=step.due_at, health=health, attempt=attempt, code=code, detail=detail
        )

    async def _response(self, url: str, body: bytes, headers: Mapping[str, str]) -> SentResponse:
        timeout = asyncio.timeout(DEADLINE_SECONDS)
        try:
            async with timeout:
                self._timeouts.add(timeout)
                return await self._sender.send(url, body, headers)
        except TimeoutError:
            return SentResponse(error_code="no_response", error_detail="the endpoint has not responded in time")
        except Exception as failure:  # noqa: BLE001 - a sender raises nothing; if it does, nothing is known
            logger.error("the sender of webhooks raised an exception", extra={"failure": type(failure).__name__})
            return SentResponse(error_code="unexpected", error_detail="the webhook could not be sent")
        finally:
            self._timeouts.discard(timeout)

    async def _commit(self, result: WebhookResult) -> None:
        """Commit a result; an outage of the database is waited out."""
        attempt = 0
        while True:
            try:
                await self._store(result)
            except Exception as failure:
                if not self._is_outage(failure):
                    raise
                logger.warning("cannot store a webhook, database unavailable", extra={"reason": repr(failure)})
                await asyncio.sleep(backoff(attempt, cap=_LONGEST_PAUSE))
                attempt += 1
            else:
                return

    async def _store(self, result: WebhookResult) -> None:
        reason = None if result.health is None else result.health.disabled_reason
        async with self._units.begin() as work:
            if reason is not None:
                # Users are locked before endpoints, as other writers do.
                await work.users.recipients([(result.user_id, None)])
            held = await work.webhooks.settle(result)
            if held and reason is not None:
                await self._record(work, [_disabled(result, reason)])


def _outcome(response: SentResponse, now: datetime) -> Outcome:
    if response.status is None:
        return Refused(response.error_code or "no_response", response.error_detail or "", uncertain=True)
    lower = {name.lower(): value for name, value in response.headers.items()}
    return outcome_of(response.status, lower.get("retry-after"), now)


def _result(
    due: DueWebhook,
    state: State,
    at: datetime,
    *,
    due_at: datetime | None = None,
    health: Health | None = None,
    attempt: Attempt | None = None,
    code: str | None = None,
    detail: str | None = None,
) -> WebhookResult:
    return WebhookResult(
        due.delivery_id,
        due.subject_id,
        due.user_id,
        due.claim,
        due.address or "",
        state,
        at,
        due_at=due_at,
        health=health,
        attempt=attempt,
        code=code,
        detail=detail,
    )


def _disabled(result: WebhookResult, reason: str) -> Occurrence:
    return Occurrence(
        KINDS["webhook_disabled"],
        key=f"webhook_disabled:{result.endpoint_id}:{result.at.isoformat()}",
        user_id=result.user_id,
        occurred_at=result.at,
        values={"endpoint": urlsplit(result.url).hostname or "", "reason": reason},
    )


def _shown(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers for the log: bounded, and without what would let a reader act for either side."""
    kept = [(name, value) for name, value in headers.items() if name.lower() not in _HIDDEN]
    return {_plain(name): _plain(value[:_LONGEST_HEADER]) for name, value in kept[:_MOST_HEADERS]}


def _text(body: bytes) -> str:
    return _plain(body.decode("utf-8", "replace"))


def _plain(text: str) -> str:
    """Replace what no table can store: NUL, and bytes that are no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
