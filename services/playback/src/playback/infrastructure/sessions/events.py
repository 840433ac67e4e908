"""Events about playback sessions, as other services receive them."""

from datetime import datetime

from contracts.event import WireMessage, encode
from contracts.playback import PlaybackProgressedV1, PlaybackSessionEndedV1
from playback.domain.sessions.session import Session

SOURCE = "playback"


def progressed(session: Session, at: datetime) -> WireMessage:
    """Return the event of where a session is."""
    subject = session.subject
    return encode(
        PlaybackProgressedV1(
            user_id=session.user_id,
            session_id=session.id,
            device_id=session.device,
            media_id=subject.media_id,
            season=subject.season,
            episode=subject.episode,
            trailer=subject.trailer,
            position_ms=session.position_ms,
            duration_ms=session.duration_ms,
            state=session.state,
            at=at,
        ),
        SOURCE,
    )


def ended(session: Session) -> list[WireMessage]:
    """Return the events of a session that has ended; the position of an erased user is not published."""
    if session.ended_at is None or session.end_reason is None:
        raise ValueError(f"the session {session.id} has not ended")
    end = encode(
        PlaybackSessionEndedV1(
            session_id=session.id,
            user_id=session.user_id,
            reason=session.end_reason,
            ended_at=session.ended_at,
            expires_at=session.expires_at,
        ),
        SOURCE,
    )
    if session.end_reason == "user_deleted":
        return [end]
    return [progressed(session, session.last_seen_at), end]
