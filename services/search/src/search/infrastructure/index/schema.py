"""The fields of the index."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tantivy
from tantivy import Index, IndexWriter, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from search.domain.matching import Field


@dataclass(frozen=True, slots=True)
class IndexVersion:
    """What an index was written by."""

    format: str
    """The fields and tantivy's index format: code of another format cannot read the index. Raise it with the fields."""
    content: str
    """Folding, ranks, entries: an index of another content is served until a new one is complete."""


# tantivy names both its own version and that of its files: `v0.27.0, index_format v7`.
_TANTIVY: Final[str] = tantivy.__version__  # type: ignore[attr-defined]  # missing in its stubs
VERSION: Final = IndexVersion(format=f"1t{_TANTIVY.rpartition(' v')[2]}", content="1")
TERM_FIELDS: Final[tuple[Field, ...]] = (
    "exact",
    "exact_in",
    "starts",
    "word",
    "word_start",
    "sound",
    "sound_word",
    "id",
)
_WORDS: Final = "words"


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("visible", tokenizer_name="raw", index_option="basic")
    for field in TERM_FIELDS:
        builder.add_text_field(field, tokenizer_name=_WORDS, index_option="basic")
    for name in ("kind", "country", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("keyword", tokenizer_name="raw", index_option="basic")
    for name in ("genre", "year", "decade", "band", "score"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("person", "leading", "collection"):
        builder.add_unsigned_field(name, indexed=True)
    for name in ("providers", "certifications"):
        builder.add_json_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("order", "weight", "standing"):
        builder.add_unsigned_field(name, fast=True)
    for name in ("card", "values", "state"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


SCHEMA: Final = _schema()


def open_index(folder: Path | None = None) -> Index:
    """Return the index of a folder, created when it is empty; without a folder an empty one in memory.

    Raise ValueError when its files cannot be read.
    """
    index = Index(SCHEMA, path=None if folder is None else str(folder))
    # An index that is opened knows only the built-in tokenizers.
    index.register_tokenizer(_WORDS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    index.config_reader(reload_policy="manual")
    return index


def commit(writer: IndexWriter) -> None:
    """Make what was written durable, all of it or nothing; an index that is reloaded then has it."""
    writer.commit()
