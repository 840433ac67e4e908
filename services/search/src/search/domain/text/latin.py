"""Folded text in Latin letters, as it is usually typed."""

from typing import Final

from anyascii import anyascii

from search.domain.text.folding import MOST_CACHED

_CYRILLIC: Final = (
    "а a|б b|в v|г g|д d|е e|ж zh|з z|и i|й i|к k|л l|м m|н n|о o|п p|р r|с s|т t|у u|ф f|х kh|ц ts|ч ch|ш sh|щ shch"
    "|ъ |ы y|ь |э e|ю yu|я ya|і i|ї yi|є ye|ў u|ј j|љ lj|њ nj|џ dzh|ђ dj|ћ ch|ѕ dz"
)
_GREEK: Final = "α a|β v|γ g|δ d|ε e|ζ z|η i|θ th|ι i|κ k|λ l|μ m|ν n|ξ x|ο o|π p|ρ r|σ s|τ t|υ i|φ f|χ kh|ψ ps|ω o"
_GREEK_PAIRS: Final = (
    ("ου", "u"),
    ("αι", "e"),
    ("ει", "i"),
    ("οι", "i"),
    ("υι", "i"),
    ("αυ", "av"),
    ("ευ", "ev"),
    ("μπ", "b"),
    ("γκ", "g"),
    ("γγ", "ng"),
    ("τζ", "dzh"),
)
_KANA: Final = "ッ |ァ a|ィ i|ゥ u|ェ e|ォ o|シ shi|チ chi|ツ tsu|フ fu|ジ ji|ヂ ji|ヅ zu|ヲ o"
_INDIC: Final = "ं n|আ a"
_SPACE: Final = " "


_HANGUL: Final = range(0xAC00, 0xD7A4)
_LEADS: Final = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"]
_VOWELS: Final = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
]
_FINALS: Final = [
    "",
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "k",
    "m",
    "l",
    "l",
    "l",
    "p",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
    "ng",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
]


class _Spellings(dict[int, str]):
    """The Latin spelling of each character by its code, computed when it is first needed."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if code in _HANGUL:
            spelling = _syllable(code - _HANGUL.start)
        else:
            spelling = letter if letter == _SPACE else "".join(filter(str.isalnum, anyascii(letter).lower()))
        if len(self) < MOST_CACHED:
            self[code] = spelling
        return spelling


def _syllable(number: int) -> str:
    """Return a Korean syllable in the official romanization, which writes final consonants as they sound."""
    lead, rest = divmod(number, len(_VOWELS) * len(_FINALS))
    vowel, final = divmod(rest, len(_FINALS))
    return _LEADS[lead] + _VOWELS[vowel] + _FINALS[final]


_SPELLINGS: Final = _Spellings(
    (ord(letter), spelling)
    for letter, _, spelling in (pair.partition(" ") for pair in f"{_CYRILLIC}|{_GREEK}|{_KANA}|{_INDIC}".split("|"))
)
_GREEK_LETTERS: Final = range(0x0370, 0x0400)


def to_latin(folded: str) -> str:
    """Return folded words, separated by spaces, in Latin letters."""
    if folded.isascii():
        return folded
    if ord(max(folded)) in _GREEK_LETTERS:
        for pair, spelling in _GREEK_PAIRS:
            folded = folded.replace(pair, spelling)
    return folded.translate(_SPELLINGS)
