"""What is encoded of a source."""

from collections.abc import Sequence

from playback.application.versions.payloads import VersionId
from playback.domain.assets.asset import Rendition, VersionStatus
from playback.domain.media.media import Media
from playback.domain.transcoding.ladder import audio_renditions, video_renditions
from playback.domain.transcoding.renditions import AudioRendition, VideoRendition


def planned(media: Media) -> Sequence[VideoRendition | AudioRendition]:
    """Return every rendition of a source, the sound first: it is done soon, and shows a broken source early."""
    return (*audio_renditions(media.audio), *video_renditions(media.video))


def new_rendition(of: VersionId, plan: VideoRendition | AudioRendition) -> Rendition:
    """Return the row of a rendition that is to be encoded."""
    is_video = isinstance(plan, VideoRendition)
    return Rendition(
        asset_id=of.asset_id,
        number=of.number,
        name=plan.name,
        status=VersionStatus.PROCESSING,
        width=plan.width if isinstance(plan, VideoRendition) else None,
        height=plan.height if isinstance(plan, VideoRendition) else None,
        bits_per_second=plan.bits_per_second,
        language=None if isinstance(plan, VideoRendition) else plan.language,
        codecs=None if is_video else "mp4a.40.2",
    )
