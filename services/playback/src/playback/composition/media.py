"""The work on versions, put together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Handler
from objects.ports import ObjectStore
from playback.application.jobs import JobKind
from playback.application.keys.creating import CreateContentKeys
from playback.application.storage.access import Storage
from playback.application.unit_of_work import Units
from playback.application.versions.encoding import EncodeRendition
from playback.application.versions.processing import ProcessVersion
from playback.application.versions.publishing import PublishVersion
from playback.domain.keys.release import System
from playback.domain.transcoding.commands import Effort
from playback.infrastructure.media.encoder import FfmpegEncoder
from playback.infrastructure.media.packager import ShakaPackager
from playback.infrastructure.media.prober import FfmpegProber
from playback.infrastructure.media.scratch import ScratchFolder
from playback.infrastructure.media.settings import MediaSettings
from programs.children import Limits
from programs.tools import Tools

_PACKAGING_SECONDS: Final = 48 * 3600
_LARGEST_FILE: Final = 2**40


@dataclass(frozen=True, slots=True)
class MediaWork:
    """The handlers of the jobs of versions, and the temporary files that they share."""

    handlers: Mapping[str, Handler[Job]]
    scratch: ScratchFolder


def media_work(
    settings: MediaSettings,
    units: Units,
    objects: ObjectStore | None,
    create_keys: CreateContentKeys,
    systems: Collection[System],
    clock: Clock,
) -> MediaWork:
    """Return the work on versions; start no program. Keys are named for `systems` beside ClearKey."""
    tools = Tools(settings.tools_folder, "PLAYBACK_TOOLS_FOLDER")
    storage = Storage(objects)
    scratch = ScratchFolder(settings.scratch_folder, settings.scratch_bytes, storage)
    effort = Effort(settings.encode_preset, settings.encode_threads)
    encoder = FfmpegEncoder(tools, effort, settings.encode_memory_bytes)
    limits = Limits(_PACKAGING_SECONDS, _PACKAGING_SECONDS, settings.encode_memory_bytes, _LARGEST_FILE)
    packager = ShakaPackager(tools, limits, systems, settings.license_url)
    publish = PublishVersion(units, storage, scratch, encoder, packager, create_keys, clock)
    return MediaWork(
        {
            JobKind.PROCESS: ProcessVersion(units, scratch, FfmpegProber(tools), publish, clock),
            JobKind.ENCODE: EncodeRendition(units, storage, scratch, encoder, clock),
        },
        scratch,
    )
