"""Routes of administrators: the list of users, and their roles."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from auth.application.administration.roles import Administrator, SetRoles
from auth.domain.errors import AccountChanged, AccountNotFound, LastAdministrator, OwnAdminRole, SessionEnded
from auth.presentation.administration.preconditions import NO_CONDITION, VersionsDep
from auth.presentation.administration.requests import RolesRequest, UsersParams
from auth.presentation.administration.responses import UserResponse
from auth.presentation.dependencies import ApplicationDep, ClientDep
from auth.presentation.errors import refuses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import AdminPrincipal

router = APIRouter(prefix="/admin/users", tags=["auth"])

UserId = Annotated[
    UUID, Path(alias="userId", description="Id of the user", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
]


def _administrator(principal: AdminPrincipal, client: ClientDep) -> Administrator:
    """Return the session of the administrator who sends the request."""
    return Administrator(principal.user_id, principal.session_id, client)


AdministratorDep = Annotated[Administrator, Depends(_administrator)]


@router.get("", summary="List users", responses={200: {"headers": headers("Cache-Control")}, **refuses(SessionEnded)})
async def list_users(
    use_cases: ApplicationDep, administrator: AdministratorDep, params: Annotated[UsersParams, Query()]
) -> Page[UserResponse]:
    """Return a page of users in order of their usernames, with their roles.

    `query` finds users by the beginning of the e-mail address or username, or by id.
    """
    page = await use_cases.administration.directory.page(
        params.query, params.user_id(), params.limit, params.offset, administrator
    )
    return Page(
        data=[UserResponse.of(account) for account in page.accounts],
        meta=page_meta(count=len(page.accounts), total=page.total, limit=params.limit, offset=params.offset),
    )


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
