"""HTTP routes of pictures of movements."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from charts.http import ChartParams, chart_response, chart_routes, form_of
from chassis.http.routing.shared_reads import SharedRead
from insights.application.change_keys import KEYS
from insights.presentation.errors import refuses
from insights.presentation.movements.charts import movements_chart
from insights.presentation.movements.schemas import WindowName
from insights.presentation.parameters import ApplicationDep

router = APIRouter(
    prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "movements", "titles"))]
)


class MovementsChartParams(ChartParams):
    """A picture of risers and fallers."""

    window: WindowName = Field(
        default="30d", description="Length of the two periods that are compared; default: `30d`", examples=["30d"]
    )
    limit: int = Field(
        default=5, ge=1, le=20, description="Maximum number of risers and of fallers, 1 to 20; default: 5", examples=[5]
    )
    kind: Literal["movie", "show"] | None = Field(
        default=None,
        alias="type",
        description="`movie` or `show`: titles of this type only; default: both",
        examples=["movie"],
    )


@chart_routes(router, "/movements", summary="Draw risers and fallers", errors=refuses())
async def movements_picture(
    request: Request, use_cases: ApplicationDep, params: Annotated[MovementsChartParams, Query()]
) -> Response:
    """Return the risers and fallers of `GET /insights/movements` as an image that pages may embed."""
    movements = await use_cases.movements.movements(params.window, params.limit, params.kind)
    return await chart_response(request, movements_chart(movements, params.limit), params.look(form_of(request)))
