"""The content of a list, by its name."""

import re
from itertools import chain, zip_longest

from provider_simulator.titles.catalog import Catalog
from provider_simulator.titles.facts import Title

_TOP = re.compile(r"top-([1-9][0-9]{0,4})")


def listed(catalog: Catalog, name: str) -> list[Title] | None:
    """Return the titles of the list `top-<n>`, movies and shows in turn, the most popular first; None for others."""
    match = _TOP.fullmatch(name)
    if match is None:
        return None
    movies, shows = (catalog.ranked(kind, "popularity", on_trakt=True) for kind in ("movie", "show"))
    most = int(match[1])
    pairs = zip_longest(movies[:most], shows[:most])
    return [title for title in chain.from_iterable(pairs) if title is not None][:most]
