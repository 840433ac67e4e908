"""Ids follow from natural keys; these values are stored in every service and must never change."""

from uuid import UUID

import pytest

from contracts.identity import episode_id, media_id, season_id

pytestmark = pytest.mark.unit


def test_ids_are_those_of_the_canonical_texts() -> None:
    assert media_id("movie", 550) == UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9")
    assert media_id("show", 550) == UUID("89573a09-2882-5729-a9b4-94a4ebbfdb74")
    assert season_id(1396, 0) == UUID("cc872bf1-950b-5916-9c1d-fc88174e700e")
    assert episode_id(1396, 1, 1) == UUID("25a9682e-1574-5b16-b40e-a43563e9b704")
