"""Routes of the means of payment. Billing stores none: each request reads the providers."""

from typing import Annotated, Self

from fastapi import APIRouter, Path, Response
from pydantic import Field

from billing.domain.payments.errors import PaymentMethodNotFound, ProviderFailed, ProviderRejected
from billing.domain.payments.facts import PaymentMethod, ProviderName
from billing.presentation.dependencies import PRIVATE, READS, ApplicationDep
from billing.presentation.errors import refuses
from billing.presentation.request_keys import RequestKeyDep
from chassis.http.schemas import ResponseModel, Success
from chassis.http.tokens import CurrentPrincipal

router = APIRouter(prefix="/billing/payment-methods", tags=["billing"])

Reference = Annotated[
    str,
    Path(
        alias="methodId",
        pattern=r"^[A-Za-z0-9_]{1,100}$",
        description="Id of the means of payment",
        examples=["pm_1Q2w3e"],
    ),
]


class PaymentMethodResponse(ResponseModel):
    """A means of payment, as far as people recognise it."""

    id: str = Field(description="The provider's id", examples=["pm_1Q2w3e"])
    provider: ProviderName = Field(description="The provider that keeps it", examples=["stripe"])
    kind: str = Field(description="Its kind", examples=["card"])
    brand: str = Field(description="Its brand", examples=["visa"])
    last4: str = Field(description="The last four digits", examples=["4242"])
    expires_month: int | None = Field(description="Month in which a card expires", examples=[12])
    expires_year: int | None = Field(description="Year in which a card expires", examples=[2030])
    is_default: bool = Field(description="Whether renewals are paid by it", examples=[True])

    @classmethod
    def of(cls, provider: ProviderName, method: PaymentMethod) -> Self:
        """Return the response of a means of payment."""
        return cls(
            id=method.reference,
            provider=provider,
            kind=method.kind,
            brand=method.brand,
            last4=method.last4,
            expires_month=method.expires_month,
            expires_year=method.expires_year,
            is_default=method.is_default,
        )


@router.get("", summary="List own means of payment", responses={**READS, **refuses(ProviderFailed, ProviderRejected)})
async def list_payment_methods(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[list[PaymentMethodResponse]]:
    """Return what the providers keep of the signed-in user. New ones are added on their pages."""
    response.headers.update(PRIVATE)
    methods = await use_cases.payment_methods.all(principal.user_id)
    return Success(data=[PaymentMethodResponse.of(provider, method) for provider, method in methods])


@router.delete(
    "/{methodId}",
    status_code=204,
    summary="Remove an own means of payment",
    responses=refuses(PaymentMethodNotFound, ProviderFailed, ProviderRejected),
)
async def remove_payment_method(
    use_cases: ApplicationDep, principal: CurrentPrincipal, key: RequestKeyDep, method_id: Reference
) -> None:
    """Remove a means of payment of the signed-in user from its provider."""
    await use_cases.payment_methods.remove(key, principal.user_id, method_id)
