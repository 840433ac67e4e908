"""The files of texts: one per language. A new language is a new file, with a text for every kind."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale

from chassis.core.languages import ENGLISH, variants

_PACKAGE: Final = "notifications.infrastructure.templates"


@dataclass(frozen=True, slots=True)
class KindText:
    """The texts of one kind, as Jinja templates of plain text."""

    title: str
    text: str
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts in one language."""

    language: str
    words: Mapping[str, Any]
    kinds: Mapping[str, KindText]
    locale: Locale


@cache
def all_texts() -> Mapping[str, Texts]:
    """Return the texts of every language by its tag: the name of its file."""
    entries = (entry for entry in (files(_PACKAGE) / "languages").iterdir() if entry.name.endswith(".toml"))
    return {
        tag: _parse(tag, entry.read_text("utf-8"))
        for entry in sorted(entries, key=lambda entry: entry.name)
        if (tag := entry.name.removesuffix(".toml"))
    }


def texts_in(language: str) -> Texts:
    """Return the texts that are closest to a language; English where there are none."""
    texts = all_texts()
    closest = variants(language, tuple(texts))
    return texts[closest[0] if closest else ENGLISH]


def _parse(tag: str, content: str) -> Texts:
    parsed = tomllib.loads(content)
    kinds = {
        name: KindText(**{part: text.strip() for part, text in kind.items()}) for name, kind in parsed["kinds"].items()
    }
    return Texts(tag, parsed["words"], kinds, Locale.parse(tag, sep="-"))
