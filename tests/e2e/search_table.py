"""The operations of search that the Ratingo API does not have. A row states access, success and errors."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation

_ENTRY: Final = frozenset(
    "kind id mediaId tmdbId name originalName slug path year image score rating votes".split()  # noqa: SIM905
)
_ITEM: Final = _ENTRY | {"matchedName", "highlights", "knownFor", "titleCount"}
_META: Final = frozenset(
    "count total limit hasMore nextCursor query truncated year season episode didYouMean facets".split()  # noqa: SIM905
)

SEARCH_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("GET", "/search", "none", shape="page", query="q=matrix&facets=type,genre&highlight=true&limit=5",
              members=_ITEM, meta=_META),
    Operation("GET", "/search/suggestions", "none", shape="array", query="q=m&limit=3",
              members=frozenset({"kind", "id", "name", "matchedName", "year", "image", "path"})),
    Operation("GET", "/search/titles/{movieId}/similar", "none", shape="array", query="limit=5", members=_ENTRY,
              errors={404: "ENTRY_NOT_FOUND"}),
    Operation("GET", "/search/providers", "user", query="q=matrix", members=frozenset({"query", "status", "items"})),
)  # fmt: skip
