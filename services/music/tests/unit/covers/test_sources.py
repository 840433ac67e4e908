"""Which picture is the cover of an album."""

import pytest

from music.domain.covers.sources import (
    AlbumPlaces,
    FileState,
    PictureKind,
    album_source,
    cover_directories,
    picture_kind,
)

pytestmark = pytest.mark.unit

TRACKS = [FileState(f"A/B/{number}.flac", 10, 1) for number in range(5)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cover.jpg", PictureKind.COVER),
        ("Folder.JPEG", PictureKind.COVER),
        ("FRONT.png", PictureKind.COVER),
        ("album.webp", PictureKind.COVER),
        ("Artist.jpg", PictureKind.ARTIST),
    ],
)
def test_a_name_states_what_a_picture_shows(name: str, kind: PictureKind) -> None:
    shown = picture_kind(name)
    assert shown is not None
    assert shown[0] is kind


@pytest.mark.parametrize("name", ["back.jpg", "cover.gif", "cover", "cover.jpg.txt", "my cover.jpg", "jpg", ".jpg"])
def test_other_names_state_nothing(name: str) -> None:
    assert picture_kind(name) is None


def test_names_have_an_order() -> None:
    names = ["album.jpg", "cover.png", "front.jpg", "folder.webp", "cover.jpg"]
    ranks = {name: shown[1] for name in names if (shown := picture_kind(name)) is not None}
    assert sorted(ranks, key=ranks.__getitem__) == [
        "cover.jpg",
        "cover.png",
        "folder.webp",
        "front.jpg",
        "album.jpg",
    ]


def test_a_file_of_the_directory_wins_over_embedded_pictures() -> None:
    cover = FileState("A/B/cover.jpg", 5, 7)
    places = AlbumPlaces(["A/B"], TRACKS)
    assert album_source(places, {"A/B": cover}, {"A/B": 1}).file == "A/B/cover.jpg"
    # In a directory of several albums it shows no particular one.
    shared = album_source(places, {"A/B": cover}, {"A/B": 2})
    assert (shared.file, shared.tracks) == (None, ("A/B/0.flac", "A/B/1.flac", "A/B/2.flac"))


def test_the_directory_above_discs_may_have_the_cover() -> None:
    places = AlbumPlaces(["A/B/CD2", "A/B/CD1"], TRACKS)
    assert cover_directories(places) == ["A/B/CD1", "A/B/CD2", "A/B"]
    assert album_source(places, {"A/B": FileState("A/B/cover.jpg", 5, 7)}, {}).file == "A/B/cover.jpg"
    assert cover_directories(AlbumPlaces(["A/B"], TRACKS)) == ["A/B"]


def test_a_key_differs_when_the_picture_may_be_another_one() -> None:
    places = AlbumPlaces(["A/B"], TRACKS)
    one, same, changed = (
        album_source(places, {"A/B": FileState("A/B/cover.jpg", 5, when)}, {"A/B": 1}).key for when in (7, 7, 8)
    )
    assert one == same != changed
    assert album_source(places, {}, {}).key not in {one, changed}
