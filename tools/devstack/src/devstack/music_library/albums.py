"""What the sample library has: albums, with the tags of their tracks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SEED: Final = 7
_WORDS: Final = (
    *("Amber", "Birch", "Canal", "Dusk", "Ember", "Ferry", "Garnet", "Harbour", "Inlet", "Juniper", "Kestrel"),
    *("Lantern", "Meadow", "Northern", "Orchard", "Pebble", "Quarry", "River", "Signal", "Timber", "Umbra"),
    *("Velvet", "Willow", "Yarrow", "Zenith"),
)
_NOUNS: Final = ("Street", "Light", "Line", "Song", "Tide", "Room", "Road", "Hours", "Letter", "Window", "Rain", "Step")


@dataclass(frozen=True, slots=True)
class SampleAlbum:
    """An album that is generated."""

    name: str
    artist: str
    year: int
    genres: str
    """As a tag states them."""
    suffix: str
    discs: tuple[int, ...]
    """How many tracks each disc has."""
    bpm: int
    key: int
    """Semitones above C."""
    is_minor: bool
    track_artists: tuple[str, ...] = ()
    """In turn, where they differ from the album artist."""
    has_lyrics: bool = False
    has_cover_file: bool = True
    """Otherwise the tracks embed the cover."""

    @property
    def is_compilation(self) -> bool:
        """Return whether it is by several artists."""
        return self.artist == VARIOUS


@dataclass(frozen=True, slots=True)
class SampleTrack:
    """A track of such an album."""

    album: SampleAlbum
    title: str
    artist: str
    disc: int
    number: int
    place: int
    """Among all tracks of the album, from 0."""

    @property
    def path(self) -> str:
        """Return where the file is in the library."""
        artist = safe(self.album.artist)
        disc = f"CD{self.disc}/" if len(self.album.discs) > 1 else ""
        folder = f"{artist}/{safe(self.album.name)} ({self.album.year})"
        return f"{folder}/{disc}{self.number:02} {safe(self.title)}.{self.album.suffix}"

    @property
    def folder(self) -> str:
        """Return the directory of the album."""
        parts = self.path.split("/")
        return "/".join(parts[:2])


VARIOUS: Final = "Various Artists"
ALBUMS: Final[Sequence[SampleAlbum]] = (
    SampleAlbum("Slow Ferries", "Marlow & the Tides", 1998, "Folk; Acoustic", "flac", (5,), 84, 7, False, (), True),
    SampleAlbum("Night Signals", "Ada Quill", 2016, "Electronic; House", "opus", (8,), 124, 9, True),
    SampleAlbum("Paper Lanterns", "Ada Quill", 2021, "Electronic; Ambient", "m4a", (7,), 96, 2, True, (), True),
    SampleAlbum("The Long Way Round", "The Brass Orchard", 1974, "Jazz; Soul", "mp3", (6, 6), 110, 5, False),
    SampleAlbum(
        "Kitchen Tapes", "Jonas Reeve", 2009, "Indie Rock", "mp3", (8,), 138, 4, True, (), False, has_cover_file=False
    ),
    SampleAlbum("Études for Rain", "Lý Hạ", 2019, "Classical; Piano", "opus", (7,), 72, 0, True),
    SampleAlbum("Надвечір'я", "Соняшник", 2013, "Folk; Ukrainian", "opus", (6,), 100, 11, False, (), True),
    SampleAlbum(
        "Harbour Sessions",
        VARIOUS,
        2023,
        "Pop",
        "m4a",
        (7,),
        118,
        3,
        False,
        ("Ada Quill", "Jonas Reeve feat. Ada Quill", "The Brass Orchard", "Marlow & the Tides"),
        has_cover_file=False,
    ),
)


def tracks(albums: Sequence[SampleAlbum] = ALBUMS) -> list[SampleTrack]:
    """Return every track of albums, in their order; no two of an album have one title."""
    return [track for place, album in enumerate(albums) for track in _tracks(album, place * 5)]


def _tracks(album: SampleAlbum, offset: int) -> list[SampleTrack]:
    listed: list[SampleTrack] = []
    for disc, number_of_tracks in enumerate(album.discs, start=1):
        for number in range(1, number_of_tracks + 1):
            place = len(listed)
            word, noun = _WORDS[(offset + place * 3) % len(_WORDS)], _NOUNS[(offset + place) % len(_NOUNS)]
            artist = album.track_artists[place % len(album.track_artists)] if album.track_artists else album.artist
            listed.append(SampleTrack(album, f"{word} {noun}", artist, disc, number, place))
    return listed


def lyrics(track: SampleTrack) -> str:
    """Return a verse about the title of a track."""
    title = track.title.lower()
    return f"Over the {title} we go,\nquiet and steady and slow.\nUnder the {title} we stay\nuntil the end of the day."


def safe(name: str) -> str:
    """Return a name as a part of a path."""
    return "".join("_" if sign in '<>:"/\\|?*' else sign for sign in name)
