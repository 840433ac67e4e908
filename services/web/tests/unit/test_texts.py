"""Every text exists in every language with every plural form, and every text is used."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Formatter

import pytest

from web.presentation.rendering.texts import LANGUAGES, UnknownText, load_texts, locale_of, translate

pytestmark = pytest.mark.unit

ROOT = files("web.presentation")
USED = re.compile(r"""["']([a-z_]+\.[a-zA-Z0-9_]*)["']\s*(~)?""")
"""A key, or the beginning of one."""


def sources(folder: Traversable) -> list[str]:
    """Return every template and module below a folder."""
    contents: list[str] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            contents += sources(entry)
        elif entry.name.endswith((".html", ".py", ".xml")):
            contents.append(entry.read_text("utf-8"))
    return contents


@pytest.mark.parametrize("key", sorted(load_texts()))
def test_a_text_is_complete(key: str) -> None:
    forms = load_texts()[key]
    assert set(forms) == set(LANGUAGES)
    kinds = {language: isinstance(form, str) for language, form in forms.items()}
    assert len(set(kinds.values())) == 1, "plural forms are needed in all languages or in none"
    placeholders = set()
    for language, form in forms.items():
        if isinstance(form, str):
            variants = {"other": form}
        else:
            variants = dict(form)
            assert set(variants) == {*locale_of(language).plural_form.tags, "other"}
        for text in variants.values():
            assert text.strip() == text != ""
        placeholders.add(frozenset(name for _, name, _, _ in Formatter().parse(variants["other"]) if name))
    assert len(placeholders) == 1, "each language has the same values"


def test_every_text_is_used() -> None:
    uses = [match for text in sources(ROOT) for match in USED.findall(text)]
    exact = {key for key, more in uses if not more}
    beginnings = tuple(key for key, more in uses if more or key.endswith(("_", ".")))
    unused = {key for key in load_texts() if key not in exact and not key.startswith(beginnings)}
    assert not unused


def test_every_literal_key_exists() -> None:
    called = re.compile(r"""\bt\(\s*["']([a-z_]+\.[a-zA-Z0-9_]+)["']\s*[,)]""")
    keys = {key for text in sources(ROOT) for key in called.findall(text)}
    assert keys - set(load_texts()) == set()


@pytest.mark.parametrize(
    ("count", "shown"), [(1, "1 назва"), (3, "3 назви"), (5, "5 назв"), (21, "21 назва"), (1.5, "1.5 назви")]
)
def test_plural_forms_follow_the_language(count: float, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = {"one": "{count} назва", "few": "{count} назви", "many": "{count} назв", "other": "{count} назви"}
    monkeypatch.setattr("web.presentation.rendering.texts.load_texts", lambda: {"a.b": {"uk": forms}})
    assert translate("uk", "a.b", {"count": count}) == shown


def test_an_unknown_text_is_an_error() -> None:
    with pytest.raises(UnknownText):
        translate("en", "no.such", {})
