"""Builds the use cases of sessions."""

from datetime import timedelta

from chassis.core.clock import Clock
from chassis.runtime.background import Background
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from playback.application.entitlements.applying import ApplyEntitlements
from playback.application.sessions.keeping import EndStaleSessions, KeepSessions
from playback.application.sessions.starting import StartRules, StartSession
from playback.application.sessions.use_cases import SessionUseCases
from playback.composition.delivery import delivery
from playback.infrastructure.sessions.housekeeping import DeleteOldSessions
from playback.infrastructure.sessions.locations import KnownLocations, NoLocations
from playback.infrastructure.sessions.playables import SqlPlayables
from playback.infrastructure.unit_of_work import ShortUnits, SqlUnits
from playback.settings import Settings

SWEEP_SECONDS = 10.0


def build_sessions(settings: Settings, runtime: ServiceRuntime, units: SqlUnits, clock: Clock) -> SessionUseCases:
    """Return the use cases; open no connection. Raise BadLocationFile."""
    locations = KnownLocations(settings.location_file) if settings.location_file else NoLocations()
    rules = StartRules(
        streams_without_plan=settings.streams_without_plan,
        unknown_country_allowed=settings.unknown_country == "allow",
        device_required=settings.device_required,
    )
    short = ShortUnits(runtime.transactions)
    return SessionUseCases(
        start=StartSession(short, SqlPlayables(runtime.reads), delivery(settings, clock), locations, rules, clock),
        keep=KeepSessions(short, units, clock),
        end_stale=EndStaleSessions(units, clock),
        entitlements=ApplyEntitlements(clock),
    )


def session_tasks(
    settings: Settings, runtime: ServiceRuntime, units: SqlUnits, sessions: SessionUseCases, clock: Clock
) -> list[Background]:
    """Return the periodic work of sessions: ending stale ones, and deleting what is kept no longer."""
    delete_old = DeleteOldSessions(runtime.engine, units, clock, timedelta(days=settings.session_retention_days))
    return [
        PeriodicTask(sessions.end_stale, name="stale-sessions", seconds=SWEEP_SECONDS, first_seconds=SWEEP_SECONDS),
        PeriodicTask(delete_old, name="old-sessions"),
    ]
