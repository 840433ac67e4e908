"""Titles by each of their keys."""

from collections import defaultdict
from collections.abc import Iterable

from sources.domain.matching.keys import keys_of_title
from sources.domain.matching.matcher import Candidates
from sources.domain.matching.title import Title


def candidates_of(titles: Iterable[Title]) -> Candidates:
    """Return the titles by key, each once, without those that are gone."""
    by_key: dict[str, list[Title]] = defaultdict(list)
    for title in {title.media_id: title for title in titles}.values():
        if not title.is_gone:
            for key in keys_of_title(title):
                by_key[key].append(title)
    return by_key
