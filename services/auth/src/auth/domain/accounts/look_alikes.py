"""Usernames and addresses that look like others: the skeleton of a username, and scripts that are mixed.

UTS 39: section 4 (skeletons of confusable identifiers) and section 5 (restriction levels of scripts).
"""

import unicodedata
from typing import Final

from auth.domain.accounts.identifiers import fold

_PUNYCODE: Final = "xn--"
_SINGLE: Final = str.maketrans({"I": "l", "1": "l", "|": "l", "0": "o"})
_PAIRS: Final = (("rn", "m"), ("vv", "w"))

_JOINED_SCRIPTS: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)
"""Scripts that one language writes together: the level "highly restrictive" of UTS 39."""
_INHERITED: Final = frozenset({"COMBINING", "MODIFIER", "VARIATION"})
_LIKE_LATIN: Final = frozenset("авегзіїјкмнорстухѕԁһԛԝӏьёъүҽɡ" + "αβγεηικνορτυχϲϳ")
"""Cyrillic and Greek letters that look like Latin ones."""
_OWN_SCRIPTS: Final = frozenset({"CYRILLIC", "GREEK"})


def skeleton(username: str) -> str:
    """Return what a username looks like: two usernames of one skeleton cannot be distinguished by eye.

    It is computed of the spelling that is shown: `Ilya` and `llya` look the same, `ilya` and `llya` do not.
    """
    shown = username.translate(_SINGLE).casefold()
    for pair, letter in _PAIRS:
        shown = shown.replace(pair, letter)
    return shown


def mixes_scripts(text: str) -> bool:
    """Return whether the letters of a text are of scripts that no language writes together."""
    scripts = scripts_of(text)
    return len(scripts) > 1 and not any(scripts <= joined for joined in _JOINED_SCRIPTS)


def imitates_latin(text: str) -> bool:
    """Return whether every letter of a text is Cyrillic or Greek and looks like a Latin one, as in `аррӏе`."""
    letters = [character for character in text.casefold() if character.isalpha()]
    return bool(letters) and all(letter in _LIKE_LATIN for letter in letters)


def scripts_of(text: str) -> frozenset[str]:
    """Return the scripts of the letters of a text, as the names of Unicode begin."""
    names = (unicodedata.name(character, "UNNAMED") for character in text if unicodedata.category(character)[0] in "LM")
    return frozenset(name.split(maxsplit=1)[0] for name in names) - _INHERITED


def is_confusable_address(local: str, domain: str) -> bool:
    """Return whether an address looks like another: mixed scripts in one of its parts, or all letters like Latin ones.

    A part of Cyrillic or Greek letters is accepted below a top-level domain of the same script.
    """
    labels = [_to_unicode(label) for label in fold(domain).split(".")]
    top = scripts_of(labels[-1])
    parts = (fold(local), *labels)
    if any(mixes_scripts(part) for part in parts):
        return True
    return any(imitates_latin(part) and not (scripts_of(part) & _OWN_SCRIPTS & top) for part in parts)


def _to_unicode(label: str) -> str:
    """Return a label of a domain as it is shown; one whose Punycode is broken is refused elsewhere."""
    if not label.startswith(_PUNYCODE):
        return label
    try:
        return label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    except UnicodeError:
        return label
