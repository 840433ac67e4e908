"""The envelope's shapes."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from chassis.http.schemas import Page, RequestModel, ResponseModel, Success, page_meta

pytestmark = pytest.mark.unit


class TitleResponse(ResponseModel):
    """A response with a name of two words."""

    tmdb_id: int


class TitleRequest(RequestModel):
    """A question with a name of two words."""

    tmdb_id: int


def test_responses_are_in_camel_case() -> None:
    assert Success(data=TitleResponse(tmdb_id=550)).model_dump(by_alias=True) == {
        "success": True,
        "data": {"tmdbId": 550},
    }


def test_request_accepts_both_spellings_and_rejects_unknown_fields() -> None:
    assert TitleRequest.model_validate({"tmdbId": 1}) == TitleRequest.model_validate({"tmdb_id": 1})
    with pytest.raises(ValidationError, match="pages\n  Extra inputs are not permitted"):
        TitleRequest.model_validate({"tmdbId": 1, "pages": 2})


@pytest.mark.parametrize(
    ("count", "total", "offset", "has_more"),
    [(20, 60, 0, True), (20, 60, 40, False), (0, 60, 80, False), (0, 0, 0, False)],
)
def test_position_of_a_page(count: int, total: int, offset: int, has_more: bool) -> None:
    meta = page_meta(count=count, total=total, limit=20, offset=offset)
    assert Page[UUID](data=[], meta=meta).model_dump(by_alias=True)["meta"] == {
        "count": count,
        "total": total,
        "limit": 20,
        "offset": offset,
        "hasMore": has_more,
        "nextCursor": None,
    }
