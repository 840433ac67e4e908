"""The quality of the hits of the judged queries: mean reciprocal rank and recall among ten hits, per kind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.search.tests.judged.catalog import rows

from search.application.ports import SearchIndex
from search.application.searching.requests import SearchRequest
from search.application.searching.search import Search

CONSIDERED = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and the entry that should be its first hit."""

    kind: str
    text: str
    expected: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first hits of a query."""

    query: Judged
    hits: Sequence[str]

    @property
    def reciprocal_rank(self) -> float:
        """Return 1 when the expected entry is first, 1/2 when it is second, and 0 when it is not among the hits."""
        return 1 / (self.hits.index(self.query.expected) + 1) if self.query.expected in self.hits else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """The quality of some verdicts."""

    queries: int
    mean_reciprocal_rank: float
    recall: float


def judged_queries() -> list[Judged]:
    """Return the queries of `queries.tsv`."""
    return [
        Judged(kind, text, expected, tuple(languages[0].split(",")) if languages else ())
        for kind, text, expected, *languages in rows("queries.tsv")
    ]


async def verdicts_of(index: SearchIndex, queries: Iterable[Judged]) -> list[Verdict]:
    """Return the hits of every query, as the service finds them."""
    search = Search(index)
    verdicts = []
    for query in queries:
        _, hits = await search.hits(SearchRequest(query.text, query.languages, limit=CONSIDERED))
        verdicts.append(Verdict(query, [hit.card.id for hit in hits]))
    return verdicts


def scores(verdicts: Iterable[Verdict]) -> Mapping[str, Score]:
    """Return the score of each kind."""
    by_kind: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_kind[verdict.query.kind].append(verdict)
    return {kind: score(of_kind) for kind, of_kind in sorted(by_kind.items())}


def score(verdicts: Sequence[Verdict]) -> Score:
    """Return the score of verdicts."""
    ranks = [verdict.reciprocal_rank for verdict in verdicts]
    return Score(len(ranks), sum(ranks) / len(ranks), sum(map(bool, ranks)) / len(ranks))


def report(verdicts: Sequence[Verdict]) -> str:
    """Return the table of scores, and the queries whose expected entry is not first."""
    lines = [f"{'kind':16} {'queries':>7} {'MRR':>6} {'recall@10':>9}"]
    for kind, result in [*scores(verdicts).items(), ("all", score(verdicts))]:
        lines.append(f"{kind:16} {result.queries:7} {result.mean_reciprocal_rank:6.3f} {result.recall:9.3f}")
    for verdict in verdicts:
        if verdict.reciprocal_rank < 1:
            query = verdict.query
            lines.append(f"{query.kind}: {query.text!r} should find {query.expected}: {', '.join(verdict.hits[:3])}")
    return "\n".join(lines)
