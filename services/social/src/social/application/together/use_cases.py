"""Use cases of sessions."""

from dataclasses import dataclass

from chassis.core.clock import Clock
from social.application.together.attending import AttendSessions
from social.application.together.following import SessionFeed
from social.application.together.managing import ManageSessions
from social.application.together.playing import PlayTogether
from social.application.together.reading import ReadSessions


@dataclass(frozen=True, slots=True)
class TogetherUseCases:
    """Watching and listening together."""

    manage: ManageSessions
    play: PlayTogether
    read: ReadSessions
    streams: SessionFeed
    attend: AttendSessions
    clock: Clock
