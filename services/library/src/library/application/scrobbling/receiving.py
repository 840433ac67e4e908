"""Receiving reports of media servers and players: each is matched, and then changes the position or the history."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.positions.commands import Playback
from library.application.positions.playback import ApplyPlayback
from library.application.scrobbling.commands import ReceiveScrobble, ReceiveWebhook
from library.application.scrobbling.keys import key_hash
from library.application.scrobbling.matching import match
from library.application.scrobbling.read_models import ScrobbleOutcome, UnmatchedScrobble
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import ScrobbleKeyNotFound, TooManyUnmatched
from library.domain.positions.position import Playable
from library.domain.scrobbling.candidates import Refusal
from library.domain.scrobbling.keys import ScrobbleKey
from library.domain.scrobbling.scrobble import Ignored, Scrobble, Source

MOST_UNMATCHED: Final = 5000
"""Scrobbles without a title that are stored of one user."""
ERROR_CHARS: Final = 500
OTHER_ACCOUNT: Final = Ignored("the account is not one of those of the key")

_NAMESPACE: Final = UUID("4b1d6a52-7d0e-5c55-9a0b-3f7c0f2f8d11")


class ReceiveReports:
    """Receives the reports of webhooks and of clients."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], apply: ApplyPlayback, clock: Clock) -> None:
        self._units = units
        self._apply = apply
        self._clock = clock

    async def webhook(self, command: ReceiveWebhook) -> ScrobbleOutcome:
        """Return what the report of a media server changed.

        Raises ScrobbleKeyNotFound, TooManyUnmatched and AccountErased.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            key = await _key(work, command.key, command.source)
            await work.users.lock(key.user_id)
            report = command.report
            if isinstance(report, Scrobble) and not report.account.is_one_of(key.accounts):
                report = OTHER_ACCOUNT
            if isinstance(report, Ignored):
                outcome = ScrobbleOutcome("ignored", report.reason)
            else:
                outcome = await self._receive(work, key.user_id, report, now)
            used = replace(key, last_used_at=now)
            if outcome.result == "unmatched":
                used = replace(used, last_error=_named(command.report, outcome.reason), last_error_at=now)
            await work.scrobble_keys.save_use(used)
        return outcome

    async def scrobble(self, command: ReceiveScrobble) -> ScrobbleOutcome:
        """Return what the report of a client changed. Raises TooManyUnmatched and AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(command.user_id)
            return await self._receive(work, command.user_id, command.report, self._clock.now())

    async def reject(self, key_text: str, source: Source, reason: str) -> None:
        """Store why a report could not be read, as the last error of its key. Raises ScrobbleKeyNotFound."""
        now = self._clock.now()
        async with self._units.begin() as work:
            key = await _key(work, key_text, source)
            await work.users.lock(key.user_id)
            await work.scrobble_keys.save_use(
                replace(key, last_used_at=now, last_error=reason[:ERROR_CHARS], last_error_at=now)
            )

    async def _receive(self, work: UnitOfWork, user_id: UUID, scrobble: Scrobble, now: datetime) -> ScrobbleOutcome:
        playables = await match(work, user_id, scrobble.subject)
        if isinstance(playables, Refusal):
            return await self._keep(work, user_id, scrobble, playables, now)
        outcome = await self._apply(work, to_playback(user_id, scrobble, playables, now), now)
        return ScrobbleOutcome(outcome.result, None, playables[0].media_id, outcome.plays)

    async def _keep(
        self, work: UnitOfWork, user_id: UUID, scrobble: Scrobble, refusal: Refusal, now: datetime
    ) -> ScrobbleOutcome:
        """Store a play whose title is not certain; a mere position is not worth it."""
        at = min(scrobble.at or now, now)
        if not self._apply.is_play(to_playback(user_id, scrobble, (), at)):
            return ScrobbleOutcome("ignored", refusal.reason)
        if await work.scrobbles.count_unmatched(user_id) >= MOST_UNMATCHED:
            raise TooManyUnmatched(f"{MOST_UNMATCHED} scrobbles have no title: resolve or delete some")
        subject = scrobble.subject
        parts = (
            user_id,
            scrobble.source,
            scrobble.report_id or at.isoformat(),
            subject.identity,
            subject.season,
            subject.episodes,
        )
        stored = UnmatchedScrobble(
            id=uuid5(_NAMESPACE, "|".join(map(str, parts))),
            scrobble=replace(scrobble, at=at),
            reason=refusal.reason,
            at=at,
            received_at=now,
        )
        await work.scrobbles.add_unmatched(user_id, stored)
        return ScrobbleOutcome("unmatched", refusal.reason)


def to_playback(user_id: UUID, scrobble: Scrobble, playables: tuple[Playable, ...], now: datetime) -> Playback:
    """Return a scrobble of known titles as what the device does."""
    stated = (scrobble.server_id, scrobble.account.id or scrobble.account.name, scrobble.item_id, scrobble.report_id)
    return Playback(
        user_id=user_id,
        playables=playables,
        action=scrobble.action,
        device=scrobble.device,
        origin=f"scrobble:{scrobble.source}",
        position_seconds=scrobble.position_seconds,
        duration_seconds=scrobble.duration_seconds,
        at=scrobble.at or now,
        completed=scrobble.completed,
        reports_progress=scrobble.reports_progress,
        key="|".join(str(part) for part in stated) if scrobble.report_id else None,
        causation=_causation(scrobble),
    )


def _causation(scrobble: Scrobble) -> Mapping[str, str]:
    stated = {
        "server": scrobble.server_id,
        "account": scrobble.account.name or scrobble.account.id,
        "item": scrobble.item_id,
        "session": scrobble.session_id,
        "device": scrobble.device.name or scrobble.device.id,
        "action": scrobble.action,
    }
    return {name: value for name, value in stated.items() if value is not None}


async def _key(work: UnitOfWork, text: str, source: Source) -> ScrobbleKey:
    key = await work.scrobble_keys.find(key_hash(text))
    if key is None or key.source != source:
        raise ScrobbleKeyNotFound(f"no key of this text is for {source}")
    return key


def _named(report: Scrobble | Ignored, reason: str | None) -> str:
    name = report.subject.name if isinstance(report, Scrobble) else ""
    return f"{name}: {reason}"[:ERROR_CHARS] if name else (reason or "")[:ERROR_CHARS]
