"""Text typed on a keyboard that was set to another language."""

from typing import Final

_LATIN: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
_UKRAINIAN: Final = "йцукенгшщзхїфівапролджєячсмитьбю'"

_TO_RUSSIAN: Final = str.maketrans(_LATIN, _RUSSIAN)
_TO_UKRAINIAN: Final = str.maketrans(_LATIN, _UKRAINIAN)
_TO_LATIN: Final = {**str.maketrans(_UKRAINIAN[:-1], _LATIN[:-1]), **str.maketrans(_RUSSIAN, _LATIN)}
_FEWEST_LETTERS: Final = 3


def retyped(text: str) -> tuple[str, ...]:
    """Return what the same keys write in the other layouts (Latin, Russian, Ukrainian), without repetition.

    Texts that mix Latin and Cyrillic letters, or have fewer than three letters, were not typed in the wrong layout.
    """
    small = text.lower()
    letters = [letter for letter in small if letter.isalpha()]
    if len(letters) < _FEWEST_LETTERS:
        return ()
    if all(letter in _LATIN for letter in letters):
        return tuple(dict.fromkeys((small.translate(_TO_RUSSIAN), small.translate(_TO_UKRAINIAN))))
    if all(letter in _RUSSIAN or letter in _UKRAINIAN for letter in letters):
        return (small.translate(_TO_LATIN),)
    return ()
