"""What news of a title changes, and which of it is too old to."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from insights.domain.title import Facts, Title

pytestmark = pytest.mark.unit

GONE = datetime(2026, 11, 20, tzinfo=UTC)
UNHEARD_OF = Title(UUID(int=1), "movie", 1)


def test_a_title_is_gone_until_a_newer_import_knows_it_again() -> None:
    known = UNHEARD_OF.with_facts(Facts(1, "Dune"))
    gone = known.with_facts(Facts(3, "Dune", gone_at=GONE))

    assert [title.is_gone for title in (UNHEARD_OF, known, gone)] == [False, False, True]
    assert gone.with_facts(Facts(2, "Dune")) is gone
    assert not gone.with_facts(Facts(4, "Dune")).is_gone
