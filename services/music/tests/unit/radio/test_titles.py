"""What blocks of metadata state."""

import random

import pytest

from music.domain.radio.titles import LONGEST_TITLE, StreamTitle, title_in


@pytest.mark.parametrize(
    ("block", "title", "artist", "song"),
    [
        (b"StreamTitle='Nina Simone - Sinnerman';\0\0", "Nina Simone - Sinnerman", "Nina Simone", "Sinnerman"),
        (b"StreamTitle='A - B - C';", "A - B - C", "A", "B - C"),
        (b"StreamTitle='Station';StreamUrl='http://x.example';", "Station", None, "Station"),
        (b"StreamUrl='x';StreamTitle='A - B';", "A - B", "A", "B"),
        (
            b"StreamTitle='It's late; isn't it - So';StreamUrl='';",
            "It's late; isn't it - So",
            "It's late; isn't it",
            "So",
        ),
        (b"StreamTitle='A - 'B'';", "A - 'B'", "A", "'B'"),
        (b"streamtitle='A - B'", "A - B", "A", "B"),
        (b"StreamTitle='A - B", "A - B", "A", "B"),
        (b"StreamTitle='AC-DC -Live';", "AC-DC -Live", None, "AC-DC -Live"),
        (b"StreamTitle=' - B';", "- B", None, "- B"),
        (b"StreamTitle='  A \n -  B\x01 ';", "A - B", "A", "B"),
        ("StreamTitle='Élise - Été';".encode(), "Élise - Été", "Élise", "Été"),
        ("StreamTitle='Élise - Été';".encode("latin-1"), "Élise - Été", "Élise", "Été"),
        ("StreamTitle='Гурт - Берег".encode()[:-1], "Гурт - Бере", "Гурт", "Бере"),
        (b"StreamTitle='caf\xe9", "café", None, "café"),
        (b"StreamTitle='';", None, None, None),
        (b"StreamTitle='   ';StreamUrl='';", None, None, None),
    ],
)
def test_a_title(block: bytes, title: str | None, artist: str | None, song: str | None) -> None:
    assert title_in(block) == StreamTitle(title, artist, song)


@pytest.mark.parametrize("block", [b"", b"\0" * 16, b"StreamUrl='x';", b"Title='x';", b"StreamTitle=x;"])
def test_a_block_without_a_title_changes_nothing(block: bytes) -> None:
    assert title_in(block) is None


def test_a_title_is_cut() -> None:
    title = title_in(b"StreamTitle='" + b"x" * 4000 + b"';")
    assert title == StreamTitle("x" * LONGEST_TITLE, None, "x" * LONGEST_TITLE)


def test_any_bytes_give_printable_text_or_nothing() -> None:
    chance = random.Random(1)
    for _ in range(500):
        title = title_in(b"StreamTitle='" + chance.randbytes(chance.randrange(200)) + b"';")
        assert title is not None
        for text in (title.title, title.artist, title.song):
            assert text is None or (text and text == text.strip() and not set(text) & set(map(chr, range(32))))
