"""Routes of administrators: the list of users, their roles, suspension and sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from auth.application.administration.directory import FindAccounts
from auth.application.administration.factors import RemoveFactors
from auth.application.administration.roles import SetRoles
from auth.application.administration.suspension import Suspend
from auth.domain.errors import (
    AccountChanged,
    AccountNotFound,
    LastAdministrator,
    OwnAdminRole,
    OwnSuspension,
    SessionEnded,
)
from auth.presentation.administration.administrators import AdministratorDep
from auth.presentation.administration.preconditions import NO_CONDITION, VersionsDep
from auth.presentation.administration.requests import RolesRequest, SuspensionRequest, UsersParams
from auth.presentation.administration.responses import EndedSessionsResponse, UserResponse
from auth.presentation.dependencies import ApplicationDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.recent import RecentActor, refuses_recent
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import Page, Success, page_meta

router = APIRouter(prefix="/admin/users", tags=["auth"])

UserId = Annotated[
    UUID, Path(alias="userId", description="Id of the user", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
]


@router.get("", summary="List users", responses={200: {"headers": headers("Cache-Control")}, **refuses(SessionEnded)})
async def list_users(
    use_cases: ApplicationDep, administrator: AdministratorDep, params: Annotated[UsersParams, Query()]
) -> Page[UserResponse]:
    """Return a page of users in order of their usernames, with their roles.

    `query` finds users by the beginning of the e-mail address or username, or by id.
    """
    command = FindAccounts(
        params.query,
        params.user_id(),
        params.role,
        None if params.status is None else params.status == "suspended",
        params.limit,
        params.offset,
        administrator,
    )
    page = await use_cases.administration.directory.page(command)
    return Page(
        data=[UserResponse.of(account) for account in page.accounts],
        meta=page_meta(count=len(page.accounts), total=page.total, limit=params.limit, offset=params.offset),
    )


@router.get(
    "/{userId}",
    summary="Get a user",
    responses={200: {"headers": headers("Cache-Control", "ETag")}, **refuses(SessionEnded, AccountNotFound)},
)
async def get_user(
    use_cases: ApplicationDep, administrator: AdministratorDep, user_id: UserId, response: Response
) -> Success[UserResponse]:
    """Return a user with roles and status."""
    account = await use_cases.administration.directory.account(user_id, administrator)
    response.headers["ETag"] = entity_tag(account.version)
    return Success(data=UserResponse.of(account))


@router.put(
    "/{userId}/roles",
    summary="Replace the roles of a user",
    responses={
        200: {"headers": headers("Cache-Control", "ETag")},
        **refuses(SessionEnded, AccountNotFound, LastAdministrator, OwnAdminRole, AccountChanged, cases=[NO_CONDITION]),
    },
)
async def replace_roles(
    use_cases: ApplicationDep,
    administrator: AdministratorDep,
    user_id: UserId,
    versions: VersionsDep,
    body: RolesRequest,
    response: Response,
) -> Success[UserResponse]:
    """Replace all roles of a user, and return the user.

    A role that is added works from the next refresh or sign-in of the user. When a role is removed, all sessions of the
    user end: their access tokens stop working within seconds. Administrators cannot remove their own role `admin`, and
    the last administrator keeps it. Roles that the user has already change nothing.
    """
    account = await use_cases.administration.change_roles(SetRoles(user_id, tuple(body.roles), versions, administrator))
    response.headers["ETag"] = entity_tag(account.version)
    return Success(data=UserResponse.of(account))


@router.put(
    "/{userId}/suspension",
    summary="Suspend a user",
    responses=refuses(SessionEnded, AccountNotFound, OwnSuspension, LastAdministrator) | uncacheable(200),
)
async def suspend_user(
    use_cases: ApplicationDep,
    administrator: AdministratorDep,
    user_id: UserId,
    body: SuspensionRequest | None = None,
) -> Success[UserResponse]:
    """Suspend a user, and return the user.

    All sessions of the user end within seconds, and a sign-in with the right password gets a 403 `ACCOUNT_SUSPENDED`.
    A user who is suspended already stays so since the first time. Administrators cannot suspend themselves, and the
    last administrator who can sign in cannot be suspended.
    """
    command = Suspend(user_id, administrator, body.reason if body else None)
    return Success(data=UserResponse.of(await use_cases.administration.suspension.suspend(command)))


@router.delete(
    "/{userId}/suspension",
    summary="End the suspension of a user",
    responses=refuses(SessionEnded, AccountNotFound) | uncacheable(200),
)
async def end_suspension(
    use_cases: ApplicationDep, administrator: AdministratorDep, user_id: UserId
) -> Success[UserResponse]:
    """Let a suspended user sign in again, and return the user. One who is not suspended stays the same."""
    return Success(data=UserResponse.of(await use_cases.administration.suspension.end(user_id, administrator)))


@router.delete(
    "/{userId}/sessions",
    summary="Sign a user out",
    responses=refuses(SessionEnded, AccountNotFound) | uncacheable(200),
)
async def sign_user_out(
    use_cases: ApplicationDep, administrator: AdministratorDep, user_id: UserId
) -> Success[EndedSessionsResponse]:
    """End all sessions of a user, and return how many there were. Their access tokens stop working within seconds."""
    ended = await use_cases.administration.suspension.end_sessions(user_id, administrator)
    return Success(data=EndedSessionsResponse(ended=ended))


@router.delete(
    "/{userId}/factors",
    status_code=204,
    summary="Remove the factors of a user",
    responses=refuses_recent(AccountNotFound) | uncacheable(204),
)
async def remove_factors(
    use_cases: ApplicationDep, administrator: AdministratorDep, _recent: RecentActor, user_id: UserId
) -> None:
    """Remove the authenticator app, passkeys, phone number and recovery codes of a user who has lost them.

    All sessions of the user end, and the user gets a notice by mail. The administrator needs a recent sign-in, and is
    named in the audit log.
    """
    await use_cases.administration.factor_removal(RemoveFactors(user_id, administrator))
