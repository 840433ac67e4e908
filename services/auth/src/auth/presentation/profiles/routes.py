"""Routes of the own profile, of preferences and of public profiles."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response

from auth.application.profiles.changing import ChangeAccount
from auth.application.profiles.public import Reader
from auth.domain.errors import AccountChanged, SessionEnded, UsernameTaken
from auth.domain.profiles.errors import InvalidPicture, PicturesUnavailable, ProfileNotFound, UploadNotFound
from auth.presentation.api_keys.access import session_of
from auth.presentation.dependencies import ActorDep, ApplicationDep
from auth.presentation.errors import refuses
from auth.presentation.profiles.addresses import AddressesDep, avatar_of
from auth.presentation.profiles.preconditions import OptionalVersionsDep
from auth.presentation.profiles.requests import PreferencesRequest, ProfileRequest, UserIdsParams
from auth.presentation.profiles.responses import (
    OwnProfileResponse,
    PreferencesResponse,
    PublicProfileResponse,
    UserNameResponse,
)
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal, OptionalPrincipal, Principal

router = APIRouter(prefix="/users", tags=["users"])

_TAGGED: Final[Responses] = {200: {"headers": headers("Cache-Control", "ETag")}}


@router.get("", summary="Get the names of users", responses={200: {"headers": headers("Cache-Control")}})
async def user_names(
    use_cases: ApplicationDep,
    principal: OptionalPrincipal,
    addresses: AddressesDep,
    params: Annotated[UserIdsParams, Query()],
) -> Success[list[UserNameResponse]]:
    """Return the names and pictures of users, such as the owners and members of lists.

    Users with a hidden profile are left out, like those that do not exist; they and administrators see it.
    """
    accounts = await use_cases.profiles.public.of_ids(params.account_ids(), _reader(principal))
    return Success(data=[UserNameResponse.of(one, addresses.of(one.profile.avatar_id)) for one in accounts])


@router.get("/me", summary="Get my profile", responses=refuses(SessionEnded) | _TAGGED)
async def my_profile(
    use_cases: ApplicationDep, principal: CurrentPrincipal, addresses: AddressesDep, response: Response
) -> Success[OwnProfileResponse]:
    """Return the profile of the user, with the settings of privacy, as one flat object."""
    account = await use_cases.accounts.queries.me(principal.user_id, session_of(principal))
    response.headers["ETag"] = entity_tag(account.version)
    return Success(data=OwnProfileResponse.of(account, addresses.of(account.profile.avatar_id)))


@router.patch(
    "/me",
    summary="Change my profile",
    responses=refuses(SessionEnded, UsernameTaken, AccountChanged, UploadNotFound, InvalidPicture, PicturesUnavailable)
    | _TAGGED,
)
async def change_profile(
    use_cases: ApplicationDep,
    actor: ActorDep,
    versions: OptionalVersionsDep,
    addresses: AddressesDep,
    body: ProfileRequest,
    response: Response,
) -> Success[OwnProfileResponse]:
    """Change the stated fields, and return the whole profile. Null clears a text; an empty text does so too.

    A rejected request changes nothing. With `If-Match` the change is made only if nothing has changed since.
    """
    avatar = avatar_of(body, addresses)
    command = ChangeAccount(actor, body.changes(), versions, avatar)
    account = await use_cases.profiles.change(command)
    response.headers["ETag"] = entity_tag(account.version)
    return Success(data=OwnProfileResponse.of(account, addresses.of(account.profile.avatar_id)))


@router.get("/me/preferences", summary="Get my preferences", responses=refuses(SessionEnded) | _TAGGED)
async def my_preferences(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[PreferencesResponse]:
    """Return what the user prefers.

    The services that the user subscribes to are at `GET /api/v1/catalog/my/services`.
    """
    account = await use_cases.accounts.queries.me(principal.user_id, session_of(principal))
    response.headers["ETag"] = entity_tag(account.version)
    return Success(data=PreferencesResponse.of(account.profile.preferences))


@router.patch(
    "/me/preferences", summary="Change my preferences", responses=refuses(SessionEnded, AccountChanged) | _TAGGED
)
async def change_preferences(
    use_cases: ApplicationDep,
    actor: ActorDep,
    versions: OptionalVersionsDep,
    body: PreferencesRequest,
    response: Response,
) -> Success[PreferencesResponse]:
    """Change the stated preferences, and return all of them.

    `language` and `region` are those of the profile (`preferredLanguage`, `preferredRegion`). A rejected request
    changes nothing.
    """
    command = ChangeAccount(actor, body.changes(), versions)
    account = await use_cases.profiles.change(command)
    response.headers["ETag"] = entity_tag(account.version)
    return Success(data=PreferencesResponse.of(account.profile.preferences))


@router.get(
    "/{username}",
    summary="Get a public profile",
    responses=refuses(ProfileNotFound) | {200: {"headers": headers("Cache-Control")}},
)
async def public_profile(
    use_cases: ApplicationDep,
    principal: OptionalPrincipal,
    addresses: AddressesDep,
    username: Annotated[
        str, Path(max_length=64, description="Username in any letter case, at most 64 characters", examples=["ada_l"])
    ],
) -> Success[PublicProfileResponse]:
    """Return the profile of a user. A hidden profile is a 404 like one that does not exist.

    Its owner and administrators see a hidden profile too.
    """
    account = await use_cases.profiles.public.of(username, _reader(principal))
    return Success(data=PublicProfileResponse.of(account, addresses.of(account.profile.avatar_id)))


def _reader(principal: Principal | None) -> Reader | None:
    return None if principal is None else Reader(principal.user_id, principal.has_role("admin"))
