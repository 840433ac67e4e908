"""The use cases of sessions."""

from dataclasses import dataclass

from playback.application.entitlements.applying import ApplyEntitlements
from playback.application.sessions.keeping import EndStaleSessions, KeepSessions
from playback.application.sessions.starting import StartSession


@dataclass(frozen=True, slots=True)
class SessionUseCases:
    """Starting, keeping and ending sessions, and what decides who may have one."""

    start: StartSession
    keep: KeepSessions
    end_stale: EndStaleSessions
    entitlements: ApplyEntitlements
