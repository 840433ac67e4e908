"""Names by public conventions are read completely."""

import pytest

from devstack.media_library.conventions import ConventionalName, conventional_names
from sources.domain.names.reading import read_name

pytestmark = pytest.mark.unit

NAMES = conventional_names()


def test_there_are_at_least_two_hundred_names() -> None:
    assert len({name.path for name in NAMES}) == len(NAMES) >= 200


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.path)
def test_name_is_read(name: ConventionalName) -> None:
    parsed = read_name(name.path)
    assert (parsed.title, parsed.year, parsed.season, parsed.episodes) == (
        name.title,
        name.year,
        name.season,
        name.episodes,
    )
