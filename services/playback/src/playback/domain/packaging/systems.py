"""How playlists and manifests name keys to the systems of vendors, beside ClearKey.

https://developer.apple.com/documentation/http-live-streaming/using-content-protection-systems-with-hls: a key line per
system, all for the same key. A player uses the one that it can.
"""

import re
from base64 import b64encode
from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from playback.domain.keys.fairplay import key_uri
from playback.domain.keys.playready import HeaderKey, header_object
from playback.domain.keys.pssh import ALGORITHMS, PLAYREADY, WIDEVINE, Scheme, playready_box, widevine_box
from playback.domain.keys.release import System

_SCHEME: Final[Scheme] = "cbcs"
_CLEAR_KEY_LINE: Final = re.compile(
    r"^(#EXT-X-(?:SESSION-)?KEY):METHOD=SAMPLE-AES,.*KEYID=0x([0-9a-f]{32}),(?:IV=0x([0-9a-fA-F]{32}),)?"
    r'KEYFORMAT="org\.w3\.clearkey".*$',
    re.MULTILINE,
)
_PROTECTION: Final = re.compile(
    r'<ContentProtection (?=[^>]*"urn:mpeg:dash:mp4protection:2011")[^>]*cenc:default_KID="([0-9a-fA-F-]{36})"[^>]*/>'
)
_BOXES: Final[Mapping[System, UUID]] = {System.WIDEVINE: WIDEVINE, System.PLAYREADY: PLAYREADY}


def playlist_with_systems(playlist: str, systems: Collection[System]) -> str:
    """Return a playlist with a key line per system behind each one of ClearKey; FairPlay needs an IV in that."""

    def extended(match: re.Match[str]) -> str:
        tag, key_id, iv = match[1], UUID(hex=match[2]), match[3]
        lines = [f"{tag}:{_attributes(system, key_id, iv)}" for system in _vendors(systems, iv)]
        return "\n".join([match[0], *lines])

    return _CLEAR_KEY_LINE.sub(extended, playlist)


def manifest_with_systems(manifest: str, systems: Collection[System]) -> str:
    """Return a manifest of DASH with the boxes of the systems; FairPlay has none there."""

    def extended(match: re.Match[str]) -> str:
        boxes = [_protection(system, UUID(match[1])) for system in _BOXES if system in systems]
        return "\n".join([match[0], *boxes])

    return _PROTECTION.sub(extended, manifest)


def _vendors(systems: Collection[System], iv: str | None) -> list[System]:
    """Return the systems that a key line is added for, in one order."""
    vendors = [system for system in _BOXES if system in systems]
    return [*vendors, System.FAIRPLAY] if System.FAIRPLAY in systems and iv is not None else vendors


def _attributes(system: System, key_id: UUID, iv: str | None) -> str:
    if system is System.FAIRPLAY:
        uri, name = key_uri(key_id, bytes.fromhex(iv or "")), "com.apple.streamingkeydelivery"
    elif system is System.PLAYREADY:
        header = _base64(header_object([HeaderKey(key_id)], ALGORITHMS[_SCHEME]))
        uri, name = f"data:text/plain;charset=UTF-16;base64,{header}", "com.microsoft.playready"
    else:
        uri, name = f"data:text/plain;base64,{_base64(_box(system, key_id))}", f"urn:uuid:{WIDEVINE}"
    key = f"KEYID=0x{key_id.hex}," if system is System.WIDEVINE else ""
    return f'METHOD=SAMPLE-AES,URI="{uri}",{key}KEYFORMAT="{name}",KEYFORMATVERSIONS="1"'


def _protection(system: System, key_id: UUID) -> str:
    box = _base64(_box(system, key_id))
    return (
        f'<ContentProtection schemeIdUri="urn:uuid:{_BOXES[system]}"><cenc:pssh>{box}</cenc:pssh></ContentProtection>'
    )


def _box(system: System, key_id: UUID) -> bytes:
    if system is System.WIDEVINE:
        return widevine_box([key_id], _SCHEME)
    return playready_box([HeaderKey(key_id)], _SCHEME)


def _base64(value: bytes) -> str:
    return b64encode(value).decode()
