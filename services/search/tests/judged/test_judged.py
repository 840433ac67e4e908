"""The right entry comes first, for some hundred queries of every kind; `pytest -s` prints the table."""

from pathlib import Path

import pytest
from services.search.tests.judged.catalog import catalog
from services.search.tests.judged.generated import generated
from services.search.tests.judged.judging import Verdict, judged_queries, report, score, scores, verdicts_of

from search.infrastructure.index.documents import entry_document
from search.infrastructure.index.schema import open_index
from search.infrastructure.index.served import ServedIndex
from search.infrastructure.index.tantivy_index import TantivyIndex

MEAN_RECIPROCAL_RANK = 0.97
RECALL = 0.99
OF_EACH_KIND = 0.9
FEWEST_QUERIES = 300
FEWEST_OF_KIND = 12


async def _verdicts(folder: Path, size: int) -> list[Verdict]:
    titles = catalog()
    index = open_index(folder)
    writer = index.writer(100_000_000, 1)
    for entries in (titles.entries, generated(size, titles)):
        for entry in entries:
            writer.add_document(entry_document(entry))
    writer.commit()
    index.reload()
    served = ServedIndex()
    served.show(index, "judged")
    return await verdicts_of(TantivyIndex(served), judged_queries())


def _assert_quality(verdicts: list[Verdict]) -> None:
    table = report(verdicts)
    print(f"\n{table}")
    total = score(verdicts)
    assert total.mean_reciprocal_rank >= MEAN_RECIPROCAL_RANK, table
    assert total.recall >= RECALL, table
    for kind, result in scores(verdicts).items():
        assert min(result.mean_reciprocal_rank, result.recall) >= OF_EACH_KIND, f"{kind}\n{table}"


@pytest.mark.integration
async def test_ten_thousand_names(tmp_path: Path) -> None:
    _assert_quality(await _verdicts(tmp_path, 10_000))


@pytest.mark.slow
@pytest.mark.integration
async def test_hundred_thousand_names(tmp_path: Path) -> None:
    _assert_quality(await _verdicts(tmp_path, 100_000))


@pytest.mark.unit
def test_queries_are_many_and_of_entries_of_the_catalog() -> None:
    queries = judged_queries()
    by_key = catalog().by_key
    assert [query for query in queries if query.expected not in by_key] == []
    assert len(set(queries)) == len(queries) >= FEWEST_QUERIES
    kinds = [query.kind for query in queries]
    assert {kind: kinds.count(kind) for kind in kinds if kinds.count(kind) < FEWEST_OF_KIND} == {}
