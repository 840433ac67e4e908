"""The command line of Shaka Packager."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playback.domain.keys.content_key import ContentKey, ContentKeys, Label
from playback.domain.media.languages import UNKNOWN

MASTER: Final = "master.m3u8"
MANIFEST: Final = "manifest.mpd"
SEGMENT_SECONDS: Final = 4
"""Two groups of pictures."""

Decoded = Literal["video", "audio"]


@dataclass(frozen=True, slots=True)
class Track:
    """An encoded file that becomes a track."""

    name: str
    """Unique in the version; the folder of its segments."""
    kind: Decoded | Literal["text"]
    path: Path
    language: str | None = None
    """BCP 47."""
    label: str | None = None
    """What players show in a list of tracks."""
    default: bool = False
    forced: bool = False


def arguments(tracks: Sequence[Track], folder: Path, *, encrypted: bool, flags: Path) -> list[str]:
    """Return the arguments; `flags` is a file with the keys, which must not be seen in a list of processes."""
    default = next((track.language for track in tracks if track.kind == "audio" and track.default), None)
    common = [
        f"--segment_duration={SEGMENT_SECONDS}",
        f"--fragment_duration={SEGMENT_SECONDS}",
        f"--hls_master_playlist_output={folder / MASTER}",
        f"--mpd_output={folder / MANIFEST}",
        "--generate_static_live_mpd",
        "--quiet",
    ]
    if _is_known(default):
        common.append(f"--default_language={default}")
    if encrypted:
        common += [
            f"--flagfile={flags}",
            "--protection_scheme=cbcs",
            # Its own default leaves the first five seconds unencrypted.
            "--clear_lead=0",
            "--protection_systems=CommonSystem",
        ]
    return [*(_stream(track, folder) for track in tracks), *common]


def key_flags(keys: ContentKeys) -> str:
    """Return the content of the file of flags with the keys."""
    pairs = ((Label.VIDEO, keys.video), (Label.AUDIO, keys.audio))
    listed = ",".join(f"label={label}:key_id={one.id.hex}:key={one.key.hex()}" for label, one in pairs)
    return f"--enable_raw_key_encryption\n--keys={listed}\n"


def decryption_flags(key: ContentKey) -> str:
    """Return the content of the file of flags that decrypts one track."""
    return f"--enable_raw_key_decryption\n--keys=label=:key_id={key.id.hex}:key={key.key.hex()}\n"


def decryption_arguments(source: Path, kind: Decoded, target: Path, flags: Path) -> list[str]:
    """Return the arguments that decrypt one track into one file."""
    return [f"in={source},stream={kind},output={target}", f"--flagfile={flags}", "--quiet"]


def _stream(track: Track, folder: Path) -> str:
    home = folder / track.name
    parts = [f"in={track.path}", f"stream={track.kind}"]
    if track.kind == "text":
        parts.append(f"segment_template={home}/$Number$.vtt")
    else:
        parts += [f"init_segment={home}/init.mp4", f"segment_template={home}/$Number$.m4s", f"drm_label={track.kind}"]
    parts.append(f"playlist_name={track.name}.m3u8")
    if track.kind != "video":
        parts += [f"hls_group_id={track.kind}", f"hls_name={track.label or track.name}"]
    if track.kind == "video":
        parts.append(f"iframe_playlist_name={track.name}-iframes.m3u8")
    if _is_known(track.language):
        parts.append(f"language={track.language}")
    if track.forced:
        parts.append("forced_subtitle=1")
    return ",".join(parts)


def _is_known(language: str | None) -> bool:
    """Return whether a language can be stated: the packager rejects the tag of an unknown one."""
    return language not in (None, UNKNOWN)
