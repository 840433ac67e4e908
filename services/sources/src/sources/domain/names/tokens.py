"""The words of a name, with their places."""

import re
from dataclasses import dataclass
from typing import Final

from sources.domain.names.vocabulary import FIRST_OF_SEVERAL, LONGEST_TAG, TAGS, Tag

_WORD: Final = re.compile(r"[^\s._\-()\[\]{},~【】（）「」『』《》]+")
_BRACKETS: Final = re.compile(r"[(\[{【（「『《][^()\[\]{}【】（）「」『』《》]*[)\]}】）」』》]")
_CHANNELS: Final = re.compile(r"(ddpa?|dd\+?|e?ac3|aac|flac|truehd|dts|opus|atmos)[1257]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a name that states something else than the title."""

    begin: int
    end: int
    field: str
    value: str
    specificity: int
    is_weak: bool = False


def brackets_of(text: str) -> list[tuple[int, int]]:
    """Return the places of innermost brackets."""
    return [matched.span() for matched in _BRACKETS.finditer(text)]


def tags_in(lower: str) -> list[Mark]:
    """Return the marks of known words in a name in lower case, several words before one."""
    words = [(matched[0], matched.start(), matched.end()) for matched in _WORD.finditer(lower)]
    marks: list[Mark] = []
    place, count = 0, len(words)
    while place < count:
        word, begin, end = words[place]
        if word in FIRST_OF_SEVERAL:
            for last in range(min(place + LONGEST_TAG, count) - 1, place, -1):
                tag = TAGS.get(" ".join(item[0] for item in words[place : last + 1]))
                if tag is not None and words[last][2] - begin < len(word) + 20:
                    marks.append(_mark(begin, words[last][2], tag))
                    place = last + 1
                    break
            else:
                _append(marks, word, begin, end)
                place += 1
            continue
        _append(marks, word, begin, end)
        place += 1
    return marks


def _append(marks: list[Mark], word: str, begin: int, end: int) -> None:
    tag = TAGS.get(word)
    if tag is None and (channels := _CHANNELS.fullmatch(word)) is not None:
        tag = TAGS.get(channels[1])
    if tag is not None:
        marks.append(_mark(begin, end, tag))


def _mark(begin: int, end: int, tag: Tag) -> Mark:
    return Mark(begin, end, tag.field, tag.value, tag.specificity, tag.is_weak)
