"""Composition of sessions of watching and listening together."""

from chassis.core.clock import Clock
from chassis.storage.database import is_infrastructure_failure
from social.application.together.attending import AttendSessions
from social.application.together.following import SessionFeed
from social.application.together.managing import ManageSessions
from social.application.together.playing import PlayTogether
from social.application.together.reading import ReadSessions
from social.application.together.use_cases import TogetherUseCases
from social.composition.reviews import new_id
from social.infrastructure.together.meters import PrometheusTogetherMeters
from social.infrastructure.unit_of_work import SqlUnits


def together_use_cases(units: SqlUnits, clock: Clock) -> TogetherUseCases:
    """Return the use cases of sessions."""
    meters = PrometheusTogetherMeters()
    streams = SessionFeed(units, units, clock, is_infrastructure_failure, meters)
    return TogetherUseCases(
        manage=ManageSessions(units, clock, new_id, meters, streams.wake),
        play=PlayTogether(units, clock, new_id, meters, streams.wake),
        read=ReadSessions(units, clock),
        streams=streams,
        attend=AttendSessions(units, units, clock, meters),
        clock=clock,
    )
