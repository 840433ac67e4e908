"""The name of an entry in the languages of a user."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.core.languages import name_in
from search.domain.entry import Card


@dataclass(frozen=True, slots=True)
class ShownName:
    """A name, and its language if it is known."""

    text: str
    language: str | None = None


def shown_name(card: Card, languages: Sequence[str]) -> ShownName:
    """Return the name in the first of `languages` that has one, else in English, else the default.

    Without languages it is the default, whose language is not stated.
    """
    default = card.names[0].text if card.names else card.original_name or card.id.partition(":")[2]
    if not languages:
        return ShownName(default)
    named: dict[str, str] = {}
    for name in card.names:
        if name.language:
            named.setdefault(name.language, name.text)
    return ShownName(*name_in(named, languages, default))
