"""Both adapters of the index keep the contract."""

import pytest
from services.search.tests.fakes import InMemoryIndex
from services.search.tests.index_contract import CreateIndex, IndexContract

from search.application.ports import SearchIndex
from search.domain.entry import Entry
from search.infrastructure.index.documents import entry_document
from search.infrastructure.index.schema import open_index
from search.infrastructure.index.served import ServedIndex
from search.infrastructure.index.tantivy_index import TantivyIndex

pytestmark = pytest.mark.unit


class TestInMemoryIndex(IndexContract):
    """The fake of the tests."""

    @pytest.fixture
    def create(self) -> CreateIndex:
        async def create(*entries: Entry) -> SearchIndex:
            return InMemoryIndex(*entries)

        return create


class TestTantivyIndex(IndexContract):
    """The index of the service."""

    @pytest.fixture
    def create(self) -> CreateIndex:
        async def create(*entries: Entry) -> SearchIndex:
            index = open_index()
            writer = index.writer(15_000_000, 1)
            for entry in entries:
                writer.add_document(entry_document(entry))
            writer.commit()
            index.reload()
            served = ServedIndex()
            served.show(index, "1")
            return TantivyIndex(served)

        return create
