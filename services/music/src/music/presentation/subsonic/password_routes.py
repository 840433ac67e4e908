"""Routes of app passwords."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field, StringConstraints

from chassis.http.authorization.scopes import insufficient_scope
from chassis.http.schemas import RequestModel, ResponseModel, Success
from chassis.http.tokens import ALL_SCOPES, CurrentPrincipal, Principal
from music.domain.subsonic.credentials import NAME_CHARACTERS, AppPassword
from music.domain.subsonic.errors import AppPasswordNotFound, TooManyAppPasswords
from music.domain.users.errors import AccountErased
from music.presentation.dependencies import PRIVATE, ApplicationDep
from music.presentation.errors import refuses
from music.presentation.library.schemas import ID

router = APIRouter(prefix="/music/me/app-passwords", tags=["music: apps"])

_TIME = "2026-11-30T12:00:00Z"
PasswordId = Annotated[UUID, Path(alias="passwordId", description="Id of the app password", examples=[ID])]


async def _session(principal: CurrentPrincipal) -> Principal:
    """Return the user of a session; an API key makes no credential that may do more than itself."""
    if principal.scopes != ALL_SCOPES:
        raise insufficient_scope(None)
    return principal


SessionDep = Annotated[Principal, Depends(_session)]


class AppPasswordRequest(RequestModel):
    """An app that gets a password of its own."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_CHARACTERS)] = Field(
        description="By which the user recognizes the app", examples=["Symfonium on my phone"]
    )


class AppPasswordResponse(ResponseModel):
    """An app password. Its secret is returned only when it is created."""

    id: UUID = Field(description="Id of the app password", examples=[ID])
    name: str = Field(description="By which the user recognizes the app", examples=["Symfonium on my phone"])
    created_at: datetime = Field(description="When it was created", examples=[_TIME])
    last_used_at: datetime | None = Field(description="When an app used it last, by the minute", examples=[_TIME])
    last_client: str | None = Field(description="How that app named itself", examples=["Symfonium"])

    @classmethod
    def of(cls, password: AppPassword) -> Self:
        """Return the body of an app password."""
        return cls(
            id=password.id,
            name=password.name,
            created_at=password.created_at,
            last_used_at=password.last_used_at,
            last_client=password.last_client,
        )


class NewAppPasswordResponse(AppPasswordResponse):
    """A new app password."""

    secret: str = Field(
        description="Password or API key for the app. It is shown only now", examples=["mqs_3f9KxQ2ZpT7bWm1LcR8vYn4D"]
    )


@router.post(
    "", status_code=201, summary="Create an app password", responses=refuses(AccountErased, TooManyAppPasswords)
)
async def create_app_password(
    use_cases: ApplicationDep, principal: SessionDep, body: AppPasswordRequest, response: Response
) -> Success[NewAppPasswordResponse]:
    """Create a password for one app that speaks Subsonic. A user has at most 20."""
    response.headers.update(PRIVATE)
    password, secret = await use_cases.apps.passwords.create(principal.user_id, body.name)
    fields = AppPasswordResponse.of(password).model_dump()
    return Success(data=NewAppPasswordResponse(**fields, secret=secret))


@router.get("", summary="List my app passwords")
async def list_app_passwords(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[list[AppPasswordResponse]]:
    """Return the app passwords of the user without their secrets, the newest first."""
    response.headers.update(PRIVATE)
    passwords = await use_cases.apps.passwords.of_user(principal.user_id)
    return Success(data=[AppPasswordResponse.of(password) for password in passwords])


@router.delete(
    "/{passwordId}", status_code=204, summary="Revoke an app password", responses=refuses(AppPasswordNotFound)
)
async def revoke_app_password(use_cases: ApplicationDep, principal: SessionDep, password_id: PasswordId) -> None:
    """Delete an app password: its app is refused from now on. The response has no body."""
    await use_cases.apps.passwords.revoke(principal.user_id, password_id)
