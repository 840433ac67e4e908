"""The texts of pages in every language: one file per area, the languages of a text side by side.

A text is a string, or a table of strings by plural category (CLDR). `{name}` is replaced by the value of that name.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from babel import Locale

LANGUAGES: Final = ("en", "uk")
NAMES: Final[Mapping[str, str]] = {"en": "English", "uk": "Українська"}
"""Each language by its own name."""
COUNT: Final = "count"
"""The value that decides the plural category."""

Forms = str | Mapping[str, str]


class UnknownText(KeyError):
    """A page uses a text that no file has."""


@cache
def load_texts() -> Mapping[str, Mapping[str, Forms]]:
    """Return each text by its key (`area.name`) and language."""
    texts: dict[str, Mapping[str, Forms]] = {}
    for file in files("web.presentation").joinpath("texts").iterdir():
        area, _, suffix = file.name.rpartition(".")
        if suffix == "toml":
            texts |= {f"{area}.{name}": forms for name, forms in tomllib.loads(file.read_text("utf-8")).items()}
    return texts


@cache
def locale_of(language: str) -> Locale:
    """Return the locale of a language."""
    return Locale.parse(language)


def translate(language: str, key: str, values: Mapping[str, object], shown: Mapping[str, object] | None = None) -> str:
    """Return a text in a language, with its values as they are `shown`; raise UnknownText."""
    try:
        forms = load_texts()[key][language]
    except KeyError as error:
        raise UnknownText(f"{key} ({language})") from error
    if not isinstance(forms, str):
        number = values[COUNT]
        category = locale_of(language).plural_form(abs(number) if isinstance(number, int | float) else 0)
        forms = forms.get(category, forms["other"])
    return forms.format_map(shown or values) if values else forms
