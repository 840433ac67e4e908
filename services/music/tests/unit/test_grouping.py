"""Which artist, album and track files are."""

from uuid import UUID

from music.domain.library.grouping import GroupedFile, artist_id, grouped
from music.domain.library.names import UNKNOWN_ARTIST, VARIOUS
from music.domain.library.tags import FileTags, Tags

FOLDER = UUID(int=1)


def group(directory: str, **files: Tags) -> dict[str, GroupedFile]:
    read = [(f"{directory}/{name}.mp3" if directory else f"{name}.mp3", FileTags(tags)) for name, tags in files.items()]
    return {file.path.rpartition("/")[2].removesuffix(".mp3"): file for file in grouped(FOLDER, directory, read)}


def test_tags_state_title_artist_album_and_number() -> None:
    tags = Tags("Sinnerman", ("Nina Simone",), (), "Pastel Blues", 9, 1, released="1965-10")
    file = group("Nina Simone/Pastel Blues", one=tags)["one"]
    assert (file.title, file.artists, file.track_number, file.disc_number) == ("Sinnerman", ("Nina Simone",), 9, 1)
    assert (file.album.name, file.album.artist, file.album.year) == ("Pastel Blues", "Nina Simone", 1965)
    assert file.album.is_compilation is False


def test_an_album_by_several_artists_is_a_compilation_although_no_tag_says_so() -> None:
    files = group("Hits", a=Tags("A", ("One",), album="Hits"), b=Tags("B", ("Two",), album="Hits"))
    assert {file.album.artist for file in files.values()} == {VARIOUS}
    assert all(file.album.is_compilation for file in files.values())
    assert len({file.album.id for file in files.values()}) == 1


def test_guests_make_no_compilation() -> None:
    files = group("Loud", a=Tags("A", ("One",), album="Loud"), b=Tags("B", ("One feat. Two",), album="Loud"))
    assert {file.album.artist for file in files.values()} == {"One"}
    assert files["b"].artists == ("One", "Two")


def test_the_album_artist_counts_before_the_artists() -> None:
    files = group("X", a=Tags("A", ("One",), ("Host",), "X"), b=Tags("B", ("Two",), ("Host",), "X"))
    assert {(file.album.artist, file.album.is_compilation) for file in files.values()} == {("Host", False)}


def test_every_name_for_many_artists_is_one() -> None:
    for name in ("various artists", "V.A.", "VA"):
        assert group("X", a=Tags("A", ("One",), (name,), "X"))["a"].album.artist == VARIOUS


def test_discs_in_directories_of_their_own_are_one_album() -> None:
    first = group("Wall/CD1", a=Tags("In the Flesh?", ("Pink Floyd",), album="The Wall", track_number=1))["a"]
    second = group("Wall/Disc 2", a=Tags("Hey You", ("Pink Floyd",), album="The Wall", track_number=1))["a"]
    assert first.album.id == second.album.id
    assert (first.disc_number, second.disc_number) == (1, 2)


def test_a_release_by_its_id_is_another_album_than_its_namesake() -> None:
    one = group("a", x=Tags("A", ("One",), album="X", release_mbid="1"))["x"]
    other = group("b", x=Tags("A", ("One",), album="X", release_mbid="2"))["x"]
    assert one.album.id != other.album.id


def test_without_tags_names_of_files_and_directories_count() -> None:
    file = group("Demos/Garage", **{"03 - First_Song": Tags()})["03 - First_Song"]
    assert (file.title, file.track_number, file.album.name) == ("First Song", 3, "Garage")
    assert (file.artists, file.album.artist) == ((UNKNOWN_ARTIST,), UNKNOWN_ARTIST)
    assert group("", **{"2-07 Song": Tags()})["2-07 Song"].disc_number == 2


def test_untagged_albums_of_two_directories_stay_apart() -> None:
    one, other = group("a/Live", x=Tags())["x"], group("b/Live", x=Tags())["x"]
    assert one.album.name == other.album.name == "Live"
    assert one.album.id != other.album.id


def test_an_artist_has_one_id_in_all_spellings() -> None:
    assert artist_id("Beyoncé") == artist_id("BEYONCE") != artist_id("Beyond")
