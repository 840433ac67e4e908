"""The examples of `docs/search-matching.md` are true."""

import re
from pathlib import Path

import pytest
from services.search.tests.fakes import InMemoryIndex

from search.application.searching.requests import SearchRequest
from search.application.searching.search import Search
from search.domain.entry import Card, Entry, Name

pytestmark = pytest.mark.unit

DOCUMENT = Path(__file__).parents[4] / "docs" / "search-matching.md"
EXAMPLE = re.compile(r"`([^`]+)` finds ([^;|]+?)(?= ?[;|]|\.$)", re.MULTILINE)


def examples() -> list[tuple[str, str]]:
    """Return the queries and names of the document."""
    text = DOCUMENT.read_text(encoding="utf-8").replace("\\*", "*")
    return EXAMPLE.findall(text)


def test_document_has_examples() -> None:
    assert len(examples()) > 40


@pytest.mark.parametrize(("text", "name"), examples())
async def test_example_finds_the_name_among_all_of_the_document(text: str, name: str) -> None:
    names = sorted({name for _, name in examples()})
    entries = [Entry(Card(f"movie:{place}", "movie", (Name(other),)), 1) for place, other in enumerate(names)]
    _, hits = await Search(InMemoryIndex(*entries)).hits(SearchRequest(text))
    assert [hit.card.names[0].text for hit in hits][:2].count(name) == 1, hits
