"""The languages of a request, and those of the names that its response has."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import Request

from chassis.core.languages import preferred_languages
from search.domain.entry import Card
from search.domain.shown.names import shown_name

LOCALIZED: Final[dict[str, Any]] = {
    "parameters": [
        {
            "name": "Accept-Language",
            "in": "header",
            "description": "Languages of names by preference, after the parameter `language`",
            "schema": {"type": "string"},
            "example": "pt-BR, en;q=0.8",
        }
    ]
}


class Languages:
    """The preferred languages of a request; it collects those that are served."""

    __slots__ = ("_served", "preferred")

    def __init__(self, preferred: Sequence[str]) -> None:
        self.preferred = tuple(preferred)
        self._served: dict[str, None] = {}

    def name(self, card: Card) -> str:
        """Return the name of an entry in the first language that has one."""
        shown = shown_name(card, self.preferred)
        if shown.language:
            self._served[shown.language] = None
        return shown.text

    def served(self) -> str:
        """Return the value of `Content-Language`; empty when no language is known."""
        return ", ".join(self._served)


def languages_of(request: Request, language: str | None) -> Languages:
    """Return the preferred languages of a request: the parameter first, then those of the header."""
    header = preferred_languages(request.headers.get("accept-language"))
    return Languages(header if language is None else tuple(dict.fromkeys((language, *header))))
