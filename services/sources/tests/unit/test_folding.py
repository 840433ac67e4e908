"""Names that are written differently."""

import pytest

from sources.domain.names.folding import fold


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Amélie", "amelie"),
        ("AMÉLIE", "amelie"),
        ("Law & Order", "law and order"),
        ("Ocean's Eleven", "oceans eleven"),
        ("S.W.A.T.", "s w a t"),
        ("怪", "怪"),
        ("--", ""),
    ],
)
def test_name_is_folded(name: str, folded: str) -> None:
    assert fold(name) == folded
