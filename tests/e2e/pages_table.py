"""Every page of the web application, by who sees it; `{name}` is replaced by what the demo data has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Viewer = Literal["visitor", "user", "operator"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its route in the application, the address that is visited, and who visits it."""

    route: str
    address: str
    viewer: Viewer = "visitor"
    status: int = 200

    @property
    def name(self) -> str:
        """Return the name of the page in files."""
        path = self.address.partition("?")[0].strip("/").replace("/", "-")
        return (path or "home").translate(str.maketrans("", "", "{}")).lower()


PAGES: Final[Sequence[Page]] = (
    Page("/", "/"),
    Page("/movies", "/movies?genres=drama"),
    Page("/shows", "/shows"),
    Page("/trends", "/trends?signal=popularity"),
    Page("/calendar", "/calendar"),
    Page("/search", "/search?q=the"),
    Page("/import/{kind}/{tmdb_id}", "/import/movie/999999"),
    Page("/offline", "/offline"),
    Page("/nothing", "/nothing", status=404),
    Page("/", "/?signed-in", "user"),
)

FRAGMENTS: Final = frozenset(
    {
        "/parts/movements",
        "/search/suggestions",
        "/search/beyond",
        "/import/{kind}/{tmdb_id}/progress",
    }
)
"""Routes that are parts of a page, or lead to another one at once."""
