"""The application every service has: what its OpenAPI document says."""

from typing import Any

import pytest
from fastapi import APIRouter

from chassis.http.app import create_app
from chassis.http.schemas import RequestModel, Success
from chassis.runtime.health import Health

pytestmark = pytest.mark.unit


class Rating(RequestModel):
    """A rating."""

    value: int


router = APIRouter()


@router.post("/titles/{title_id}/rating")
async def rate(title_id: int, rating: Rating) -> Success[int]:
    return Success(data=rating.value)


@router.get("/pages")
async def pages(limit: int = 20) -> Success[int]:
    return Success(data=limit)


@router.put("/rules", responses={422: {"description": "The rules contradict each other"}})
async def rules(rating: Rating) -> Success[int]:
    return Success(data=rating.value)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    app = create_app(title="Titles", description="What it does.", routers=[router], errors={}, health=Health())
    assert app.openapi() is app.openapi(), "made once"
    return app.openapi()


def test_validation_error_is_documented_as_sent(document: dict[str, Any]) -> None:
    paths = document["paths"]
    assert set(paths["/api/v1/titles/{title_id}/rating"]["post"]["responses"]) == {"200", "400", "413", "503"}
    assert set(paths["/api/v1/pages"]["get"]["responses"]) == {"200", "400", "503"}


def test_422_of_a_route_is_kept(document: dict[str, Any]) -> None:
    responses = document["paths"]["/api/v1/rules"]["put"]["responses"]
    assert responses["422"]["description"] == "The rules contradict each other"


def test_schemas_of_the_automatic_422_are_removed(document: dict[str, Any]) -> None:
    assert set(document["components"]["schemas"]) == {"ErrorBody", "Failure", "Rating", "Success_int_"}
