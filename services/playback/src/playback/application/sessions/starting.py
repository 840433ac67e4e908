"""Starting a playback session: everything that may forbid it is checked, then a stream of the user is taken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4, uuid5

from chassis.core.clock import Clock
from playback.application.delivery.ports import Delivery, Viewer
from playback.application.sessions.ports import Locations, Playables
from playback.application.sessions.requests import Playable, SessionRequest, StartedSession
from playback.application.unit_of_work import UnitOfWork, Units
from playback.domain.assets.asset import subtitles_prefix
from playback.domain.assets.errors import AssetNotPlayable
from playback.domain.entitlements.entitlement import Entitlement, streams_of
from playback.domain.entitlements.errors import AccountErased
from playback.domain.entitlements.grounds import Grounds, grounds_of
from playback.domain.sessions.availability import check_available
from playback.domain.sessions.errors import (
    DeviceRequired,
    KeyReused,
    SessionEnded,
    SignedOutMeanwhile,
    StreamLimitReached,
)
from playback.domain.sessions.resuming import resume_position
from playback.domain.sessions.session import Session, expiry

_NAMESPACE: Final = UUID("5a8f3b5c-0f5f-4b06-9d3e-6b1f2c7a9e44")


@dataclass(frozen=True, slots=True)
class StartRules:
    """What an operator decides about sessions."""

    streams_without_plan: int
    """Streams at once of a user of whom billing has stated no plan, or whose plan has ended."""
    unknown_country_allowed: bool
    """Whether a video that is limited to regions can be played from an address whose country is not known."""
    device_required: bool
    """Whether only registered devices can play."""


class StartSession:
    """Starts sessions."""

    def __init__(
        self,
        units: Units,
        playables: Playables,
        delivery: Delivery,
        locations: Locations,
        rules: StartRules,
        clock: Clock,
    ) -> None:
        self._units = units
        self._playables = playables
        self._delivery = delivery
        self._locations = locations
        self._rules = rules
        self._clock = clock

    async def __call__(self, request: SessionRequest) -> StartedSession:
        """Return a new session; for an idempotency key that is known, the session that it started.

        Raise AssetNotPlayable, NotAvailableYet, AvailabilityEnded, RegionNotAvailable, DeviceRequired, PlanRequired,
        PurchaseRequired, StreamLimitReached, SignedOutMeanwhile, AccountErased, KeyReused, SessionEnded and
        DeliveryUnavailable.
        """
        now = self._clock.now()
        if request.device_id is None and self._rules.device_required:
            raise DeviceRequired
        playable = await self._playables.of(request.subject)
        if playable is None:
            raise AssetNotPlayable(request.subject)
        country = self._locations.country(request.address)
        availability = playable.asset.availability
        check_available(availability, now, country, unknown_allowed=self._rules.unknown_country_allowed)
        async with self._units.begin() as work:
            # Starts of one user come one after another: together they would exceed the limit of streams.
            await work.sessions.lock_users([request.user_id])
            session = await self._repeated(work, request, now)
            if session is None:
                session = await self._start(work, request, playable, country, now)
            return self._granted(session, playable)

    async def _repeated(self, work: UnitOfWork, request: SessionRequest, now: datetime) -> Session | None:
        """Return the session that an idempotency key has started."""
        if request.key is None:
            return None
        session = await work.sessions.find(_id_of(request))
        if session is None:
            return None
        if session.request != request.key.fingerprint:
            raise KeyReused
        if session.end_reason is not None:
            raise SessionEnded(session.end_reason)
        if not session.holds_stream(now):
            # Its end is about to be stored.
            raise SessionEnded("expired" if session.expires_at <= now else "lost")
        return session

    async def _start(
        self, work: UnitOfWork, request: SessionRequest, playable: Playable, country: str | None, now: datetime
    ) -> Session:
        asset = playable.asset
        standing = await work.entitlements.standing(request.user_id, asset.subject.media_id, request.auth_session_id)
        if standing.is_erased:
            raise AccountErased
        if standing.is_signed_out:
            raise SignedOutMeanwhile
        grounds = grounds_of(asset, standing.entitlement, standing.purchases, now)
        await self._take_stream(work, request, standing.entitlement, now)
        last = await work.sessions.last_position(request.user_id, asset.id)
        session = _session(request, playable, grounds, country, now, 0 if last is None else resume_position(*last))
        await work.sessions.add(session)
        return session

    async def _take_stream(
        self, work: UnitOfWork, request: SessionRequest, entitlement: Entitlement | None, now: datetime
    ) -> None:
        if request.replaces is not None:
            await work.sessions.end_one(request.replaces, request.user_id, "replaced", now)
        streams = await work.sessions.streams(request.user_id, now)
        limit = streams_of(entitlement, now, self._rules.streams_without_plan)
        if len(streams) >= limit:
            raise StreamLimitReached(limit, streams)

    def _granted(self, session: Session, playable: Playable) -> StartedSession:
        viewer = Viewer(session.user_id, session.id, session.auth_session_id)
        prefixes = [session.prefix, subtitles_prefix(session.asset_id)]
        return StartedSession(session, playable, self._delivery.grant(prefixes, viewer, session.expires_at))


def _id_of(request: SessionRequest) -> UUID:
    """Return the id of the session of a request: with an idempotency key, the same for every repetition."""
    return uuid4() if request.key is None else uuid5(_NAMESPACE, f"{request.user_id}:{request.key.key}")


def _session(
    request: SessionRequest,
    playable: Playable,
    grounds: Grounds,
    country: str | None,
    now: datetime,
    position_ms: int,
) -> Session:
    duration_ms = playable.version.duration_ms
    return Session(
        id=_id_of(request),
        user_id=request.user_id,
        auth_session_id=request.auth_session_id,
        device_id=request.device_id,
        device_name=request.device_name,
        asset_id=playable.asset.id,
        version=playable.version.number,
        subject=playable.asset.subject,
        duration_ms=duration_ms,
        access=grounds.access,
        purchase_id=grounds.purchase_id,
        granted_version=grounds.version,
        country=country,
        started_at=now,
        last_seen_at=now,
        expires_at=expiry(now, duration_ms, grounds.ends_at),
        position_ms=position_ms,
        reported_at=now,
        request=None if request.key is None else request.key.fingerprint,
    )
