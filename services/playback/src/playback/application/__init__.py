"""Use cases of playback."""

from dataclasses import dataclass

from playback.application.assets.management import ManageAssets
from playback.application.assets.playable import ReadPlayable
from playback.application.audience.measuring import MeasureAudiences
from playback.application.files import Files
from playback.application.keys.auditing import AuditKeys
from playback.application.keys.creating import CreateContentKeys
from playback.application.keys.drm import LicenseSystems
from playback.application.keys.licensing import IssueLicense
from playback.application.keys.releasing import ReleaseKeys
from playback.application.keys.rotating import RotateKeys
from playback.application.keys.segment_keys import ReleaseSegmentKey
from playback.application.quality.reading import ReadQuality
from playback.application.quality.recording import RecordEvents
from playback.application.sessions.use_cases import SessionUseCases
from playback.application.versions.cancelling import CancelVersion


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    manage_assets: ManageAssets
    read_playable: ReadPlayable
    create_content_keys: CreateContentKeys
    release_keys: ReleaseKeys
    release_segment_key: ReleaseSegmentKey
    license_systems: LicenseSystems
    issue_license: IssueLicense
    rotate_keys: RotateKeys
    audit_keys: AuditKeys
    record_events: RecordEvents
    read_quality: ReadQuality
    measure_audiences: MeasureAudiences
    files: Files
    sessions: SessionUseCases
    cancel_version: CancelVersion
