"""Variants of a search text: the same words with two neighbouring letters swapped."""

from typing import Final

LEAST_LETTERS: Final = 4
"""Shorter words have too many similar words."""
MOST_VARIANTS: Final = 40


def swapped(words: str) -> list[str]:
    """Return the words without spaces, once for each pair of neighbouring letters that can be swapped within a word."""
    parts = words.split(" ")
    variants: dict[str, None] = {}
    for position, word in enumerate(parts):
        if len(word) < LEAST_LETTERS:
            continue
        for place in range(len(word) - 1):
            if word[place] != word[place + 1]:
                variant = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
                variants["".join([*parts[:position], variant, *parts[position + 1 :]])] = None
    return list(variants)[:MOST_VARIANTS]
