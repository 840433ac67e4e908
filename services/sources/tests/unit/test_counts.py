"""What a scan counts."""

import pytest

from sources.domain.scanning.counts import Counts

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("counts", "total", "share"),
    [
        (Counts(unchanged=9), 9, 0.0),
        (Counts(new=1, changed=2, gone=3), 12, 0.5),
        (Counts(gone=4), 0, 1.0),
        (Counts(), 0, 0.0),
    ],
)
def test_share_of_altered_files(counts: Counts, total: int, share: float) -> None:
    assert counts.altered_share(total) == share
