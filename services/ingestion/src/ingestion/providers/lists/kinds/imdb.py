"""Lists and watchlists of IMDb, by their exports as CSV: IMDb has no feed or API of lists.

https://help.imdb.com/article/imdb/track-movies-tv/how-do-i-export-my-data-or-lists/GLZ5L2RZ8TLNPPJG
"""

import re
from collections.abc import Sequence
from typing import Final

from ingestion.providers.lists.list_spec import Found, ListSpec


def recognize(segments: Sequence[str]) -> Found | None:
    """Return the list of `list/<list>` or `user/<user>/watchlist`."""
    match tuple(segments):
        case ("list", number) if re.fullmatch(r"ls[0-9]{4,15}", number):
            return Found(f"list/{number}", f"List {number}", by_file=True)
        case ("user", number, "watchlist") if re.fullmatch(r"ur[0-9]{4,15}", number):
            return Found(f"user/{number}/watchlist", f"Watchlist {number}", by_file=True)
        case _:
            return None


IMDB: Final = ListSpec(
    kind="imdb",
    site="IMDb",
    hosts=("imdb.com", "m.imdb.com"),
    recognize=recognize,
    examples=(),
    reader=lambda _: None,
)
