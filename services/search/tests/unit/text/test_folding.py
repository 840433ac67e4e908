"""Spellings of a name that are equal."""

import pytest

from search.domain.text.folding import fold
from search.domain.text.words import Word, signs_of, split, words_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("AMÉLIE", "amelie", id="case and accents"),
        pytest.param("Ame\u0301lie", "amelie", id="combining accent"),
        pytest.param("ﬁnal Œuvre Æon", "final oeuvre aeon", id="ligatures"),
        pytest.param("Straße", "strasse", id="sharp s"),
        pytest.param("İstanbul Işık", "istanbul isik", id="Turkish i with and without a dot"),
        pytest.param("Øresund Łódź Đorđe Þór", "oresund lodz dorde thor", id="letters with strokes"),
        pytest.param("ＡＫＩＲＡ　１９８８", "akira 1988", id="full width"),
        pytest.param("Ёлки й ґ", "елки й г", id="Cyrillic"),
        pytest.param("И\u0306", "й", id="Cyrillic letter with a combining mark"),
        pytest.param("ΟΔΥΣΣΕΥΣ Οδυσσεύς", "οδυσσευσ οδυσσευσ", id="Greek final sigma and accents"),
        pytest.param("مُحَمَّد أحمد إيمان آب مدرسة على", "محمد احمد ايمان اب مدرسه علي", id="Arabic vowels and forms"),
        pytest.param("کیـــان", "كيان", id="Persian letters and tatweel"),
        pytest.param("שָׁלוֹם", "שלומ", id="Hebrew points and final letters"),
        pytest.param("ひらがな ｶﾀｶﾅ スーパー", "ヒラガナ カタカナ スパ", id="kana"),
        pytest.param("ज़मीन हँस", "जमीन हंस", id="Hindi nukta and chandrabindu"),
        pytest.param("พี่มาก", "พี่มาก", id="Thai marks belong to the word"),
        pytest.param("٣ १२", "3 12", id="digits of other scripts"),
        pytest.param("a\x00b\u200bc\ud800d", "a bc d", id="control and invisible characters, half of a pair"),
        pytest.param("x²", "x2", id="superscript"),
    ],
)
def test_letters_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ocean's Eleven", ["oceans", "eleven"]),
        ("Ocean’s", ["oceans"]),
        ("S.W.A.T.", ["swat"]),
        ("M*A*S*H", ["mash"]),
        ("9-1-1: Lone Star", ["911", "lone", "star"]),
        ("Marvel's Agents of S.H.I.E.L.D.", ["marvels", "agents", "of", "shield"]),
        ("Tom & Jerry", ["tom", "jerry"]),
        ("Matrix, The", ["the", "matrix"]),
        ("Me, Myself", ["me", "myself"]),
        ("!!! ...", []),
        ("Star Trek — Picard", ["star", "trek", "picard"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Spider-Man", Word("spiderman", ("spider", "man"))),
        ("WALL·E", Word("walle", ("wall", "e"))),
        ("L'Avventura", Word("lavventura", ("l", "avventura"))),
        ("می‌خواهم", Word("ميخواهم", ("مي", "خواهم"))),
        ("don't", Word("dont")),
        ("-ish", Word("ish")),
    ],
)
def test_word_with_punctuation_is_split_and_joined(text: str, word: Word) -> None:
    assert split(text) == [word]


def test_signs_of_a_name_without_letters() -> None:
    assert signs_of(" ! ! \ud800") == "!!"
