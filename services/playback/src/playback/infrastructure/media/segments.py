"""Encryption of whole segments of HLS with AES-128 in CBC mode and the padding of PKCS #7."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from playback.domain.keys.content_key import ContentKey, ContentKeys
from playback.domain.media.errors import OutputIncomplete
from playback.domain.packaging.command import MANIFEST, MASTER, Track
from playback.domain.packaging.playlists import named_by_playlist
from playback.domain.packaging.segment_keys import iv_of, key_line, segments_of, with_key_line, without_keyframes

_BLOCK_BITS: Final = 128


def encrypt_segments(folder: Path, tracks: Sequence[Track], keys: ContentKeys, base: str) -> None:
    """Encrypt the segments of a packaged version, and name the keys; what needs clear segments is deleted.

    `base` is the public address of the API. A segment is in memory as a whole.
    """
    (folder / MANIFEST).unlink()
    for keyframes in folder.glob("*-iframes.m3u8"):
        keyframes.unlink()
    master = folder / MASTER
    master.write_text(without_keyframes(master.read_text("utf-8")), "utf-8")
    for track in tracks:
        if track.kind == "text":
            continue
        key = keys.video if track.kind == "video" else keys.audio
        playlist = folder / f"{track.name}.m3u8"
        text = playlist.read_text("utf-8")
        for path, cipher in _ciphers(folder, text, key):
            padder, encryptor = PKCS7(_BLOCK_BITS).padder(), cipher.encryptor()
            padded = padder.update(path.read_bytes()) + padder.finalize()
            path.write_bytes(encryptor.update(padded) + encryptor.finalize())
        playlist.write_text(with_key_line(text, key_line(base, key.id)), "utf-8")


def join_decrypted(folder: Path, name: str, key: ContentKey, target: Path) -> None:
    """Write the decrypted segments of a track, behind what initializes them, into one file; raise OutputIncomplete."""
    text = (folder / f"{name}.m3u8").read_text("utf-8")
    segments = segments_of(text)
    with target.open("wb") as whole:
        for part in named_by_playlist(text):
            if part not in segments:
                with (folder / part).open("rb") as file:
                    shutil.copyfileobj(file, whole)
        for path, cipher in _ciphers(folder, text, key):
            unpadder, decryptor = PKCS7(_BLOCK_BITS).unpadder(), cipher.decryptor()
            try:
                padded = decryptor.update(path.read_bytes()) + decryptor.finalize()
                whole.write(unpadder.update(padded) + unpadder.finalize())
            except ValueError as error:
                raise OutputIncomplete(f"{path.relative_to(folder)} does not decrypt") from error


def _ciphers(folder: Path, playlist: str, key: ContentKey) -> Iterator[tuple[Path, Cipher[CBC]]]:
    """Yield the path of each segment with its cipher."""
    for number, name in enumerate(segments_of(playlist)):
        yield folder / name, Cipher(AES128(key.key), CBC(iv_of(number)))
