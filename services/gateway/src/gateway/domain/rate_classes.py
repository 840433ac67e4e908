"""The class of each request in rate limits: what costs much has a quota of its own. The first rule that matches counts.

A request that no rule matches is a read or a write.
"""

from dataclasses import dataclass
from typing import Final

from gateway.domain.routes import READS as READING
from gateway.domain.routes import SAFE, Target

READS: Final = "reads"
WRITES: Final = "writes"
SEARCH: Final = "search"
CHARTS: Final = "charts"
EXPORTS: Final = "exports"
SIGN_IN: Final = "sign-in"
CLASSES: Final = (READS, WRITES, SEARCH, CHARTS, EXPORTS, SIGN_IN)


@dataclass(frozen=True, slots=True)
class Rule:
    """The reads of one class: by whole paths, by what paths begin with, or by the ends of their last segments."""

    rate_class: str
    paths: frozenset[str] = frozenset()
    below: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()

    def matches(self, path: str) -> bool:
        """Return whether a path below the version of the API has this class."""
        return path in self.paths or f"{path}/".startswith(self.below) or path.endswith(self.endings)


RULES: Final = (
    Rule(EXPORTS, paths=frozenset({"me/export", "me/watched-export", "users/me/export"})),
    Rule(CHARTS, endings=(".svg", ".png")),
    Rule(SEARCH, below=("search/", "catalog/search/", "ingestion/search/")),
)


def rate_class_of(target: Target | None, method: str) -> str:
    """Return the class of a request; null stands for a path that no service serves."""
    if target is not None:
        if target.is_sign_in(method):
            return SIGN_IN
        if method in READING:
            path = "/".join((target.route.path, *target.rest))
            return next((rule.rate_class for rule in RULES if rule.matches(path)), READS)
    return READS if method in SAFE else WRITES
