"""Who may do what with a list: every operation as every kind of client."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import pytest
from services.library.tests.integration.lists.conftest import EDITOR, OWNER, STRANGER, VIEWER, As, UserClient, title

from chassis.testing.tokens import Tokens

pytestmark = pytest.mark.integration

ADMIN, OTHER = UUID(int=5), UUID(int=6)
CLIENTS: Final = ("anonymous", "stranger", "viewer", "editor", "owner", "admin")
NO_SUCH_LIST, ROLE, OK = "404 LIST_NOT_FOUND", "403 LIST_ROLE_REQUIRED", ""
SIGN_IN = "401 UNAUTHORIZED"


@dataclass(frozen=True)
class Operation:
    """A request, and the refusal of each kind of client of a private list; an empty text is success."""

    method: str
    path: str
    stranger: str = NO_SUCH_LIST
    viewer: str = OK
    editor: str = OK
    owner: str = OK
    anonymous: str = SIGN_IN
    body: Any = None
    public: dict[str, str] = field(default_factory=dict)
    """What differs when the list is public."""

    def expected(self, who: str, visibility: str) -> str:
        """Return the refusal of a client; an administrator has no role in lists."""
        who = "stranger" if who == "admin" else who
        if visibility != "private" and who in self.public:
            return self.public[who]
        return str(getattr(self, who))


def _read(path: str) -> Operation:
    return Operation("GET", path, anonymous=NO_SUCH_LIST, public={"anonymous": OK, "stranger": OK})


def _edit(method: str, path: str, body: Any = None) -> Operation:
    return Operation(method, path, viewer=ROLE, body=body, public={"stranger": ROLE})


def _own(method: str, path: str, body: Any = None) -> Operation:
    return Operation(method, path, viewer=ROLE, editor=ROLE, body=body, public={"stranger": ROLE})


def _see(method: str, path: str, body: Any = None) -> Operation:
    return Operation(method, path, body=body, public={"stranger": OK})


OPERATIONS: Final = (
    _read(""),
    _read("/items"),
    _read("/file"),
    _see("PUT", "/like"),
    _see("DELETE", "/like"),
    _see("PUT", "/share"),
    _see("POST", "/copies", {}),
    Operation("GET", "/members", public={"stranger": ROLE}),
    _edit("POST", "/items", {"items": [{"mediaItemId": title(3)}]}),
    _edit("POST", "/items/imports", {"text": "movie/4"}),
    _edit("POST", "/items/removals", {"mediaItemIds": [title(2)]}),
    _edit("DELETE", f"/items/{title(2)}"),
    _edit("PUT", f"/items/{title(1)}/note", {"note": "x"}),
    _edit("PUT", f"/items/{title(1)}/position", {"side": "start"}),
    _edit("PUT", "/order", {"mediaItemIds": [title(2)]}),
    _own("PATCH", "", {"name": "Other"}),
    _own("GET", "/links"),
    _own("POST", "/links/public"),
    _own("POST", "/links/editor"),
    _own("DELETE", "/links/public"),
    _own("PUT", f"/members/{OTHER}", {"role": "viewer"}),
    _own("DELETE", f"/members/{OTHER}"),
    _own("PUT", "/owner", {"userId": str(EDITOR)}),
    _own("DELETE", ""),
)


def of(who: str, as_user: As, tokens: Tokens, owner: UserClient) -> UserClient:
    if who == "admin":
        return UserClient(owner.client, dict(tokens.bearer(ADMIN, roles=("user", "admin"))))
    users = {"anonymous": None, "stranger": STRANGER, "viewer": VIEWER, "editor": EDITOR, "owner": OWNER}
    return as_user(users[who])


async def shared_list(owner: UserClient, visibility: str) -> str:
    list_id = await owner.create(visibility=visibility)
    await owner.add(list_id, 1, 2)
    for member, role in ((EDITOR, "editor"), (VIEWER, "viewer")):
        response = await owner.send("PUT", f"/lists/{list_id}/members/{member}", {"role": role})
        assert response.status_code == 200, response.text
    return list_id


@pytest.mark.parametrize("visibility", ["private", "unlisted", "public"])
@pytest.mark.parametrize("who", CLIENTS)
async def test_every_operation_is_for_its_role_only(
    owner: UserClient, as_user: As, tokens: Tokens, who: str, visibility: str
) -> None:
    client = of(who, as_user, tokens, owner)
    mistakes = []
    list_id, before = "", None
    for operation in OPERATIONS:
        # What was refused or only read has left the list as it was.
        if not list_id:
            list_id = await shared_list(owner, visibility)
            before = await _state(owner, list_id)
        response = await client.send(operation.method, f"/lists/{list_id}{operation.path}", operation.body)
        refusal = "" if response.is_success else f"{response.status_code} {response.json()['error']['code']}"
        name = f"{operation.method} {operation.path or '/'}"
        if refusal != operation.expected(who, visibility):
            mistakes.append(f"{name}: {refusal or response.status_code}, not {operation.expected(who, visibility)}")
        if refusal and await _state(owner, list_id) != before:
            mistakes.append(f"{name} was refused and has changed the list")
            list_id = ""
        if not refusal and operation.method != "GET":
            list_id = ""
    assert mistakes == []


async def _state(owner: UserClient, list_id: str) -> Any:
    return [await owner.get(f"/lists/{list_id}{path}") for path in ("", "/items", "/members", "/links")]


@pytest.mark.parametrize("who", CLIENTS)
async def test_only_administrators_list_and_delete_the_lists_of_all_users(
    owner: UserClient, as_user: As, tokens: Tokens, who: str
) -> None:
    private, public = await owner.create(), await owner.create(visibility="public")
    client = of(who, as_user, tokens, owner)

    listed = await client.send("GET", "/admin/lists")
    of_public = await client.send("GET", "/admin/lists?visibility=public&limit=1")
    deleted = [await client.send("DELETE", f"/admin/lists/{list_id}") for list_id in (private, public, private)]

    statuses = [response.status_code for response in (listed, of_public, *deleted)]
    if who != "admin":
        assert statuses == [401 if who == "anonymous" else 403] * 5
        assert len(await owner.get("/me/lists")) == 2
        return
    assert statuses == [200, 200, 204, 204, 404]
    assert [shown["id"] for shown in listed.json()["data"]] == [public, private]
    assert [shown["id"] for shown in of_public.json()["data"]] == [public]
    assert await owner.get("/me/lists") == []


async def test_a_smart_list_is_changed_by_its_rules_only(owner: UserClient) -> None:
    smart = await owner.create(rules={"match": {"field": "kind", "in": ["movie"]}})
    custom = await owner.create()

    refused = [
        await owner.send("POST", f"/lists/{smart}/items", {"items": [{"mediaItemId": title(1)}]}),
        await owner.send("PUT", f"/lists/{smart}/order", {"mediaItemIds": [title(1)]}),
        await owner.send("POST", f"/lists/{smart}/items/imports", {"text": "movie/1"}),
        await owner.send("PATCH", f"/lists/{custom}", {"rules": {}}),
    ]

    assert [response.json()["error"]["code"] for response in refused] == ["LIST_KIND_MISMATCH"] * 4
    assert {response.status_code for response in refused} == {409}


async def test_a_member_leaves_and_an_owner_cannot(owner: UserClient, as_user: As) -> None:
    list_id = await shared_list(owner, "private")
    editor = as_user(EDITOR)
    await editor.add(list_id, 5)

    assert (await editor.send("DELETE", f"/lists/{list_id}/members/{EDITOR}")).status_code == 204
    assert (await editor.send("GET", f"/lists/{list_id}")).status_code == 404
    assert await owner.numbers(list_id) == [1, 2, 5]
    refused = [
        await owner.send("DELETE", f"/lists/{list_id}/members/{OWNER}"),
        await owner.send("PUT", f"/lists/{list_id}/members/{OWNER}", {"role": "viewer"}),
    ]
    assert [response.json()["error"]["code"] for response in refused] == ["LIST_OWNER_REQUIRED"] * 2
    assert [member["userId"] for member in await owner.get(f"/lists/{list_id}/members")] == [str(VIEWER)]


async def test_a_transfer_exchanges_the_roles(owner: UserClient, as_user: As) -> None:
    list_id = await shared_list(owner, "private")

    stranger = await owner.send("PUT", f"/lists/{list_id}/owner", {"userId": str(STRANGER)})
    moved = await owner.send("PUT", f"/lists/{list_id}/owner", {"userId": str(VIEWER)})

    assert (stranger.status_code, stranger.json()["error"]["code"]) == (404, "LIST_MEMBER_NOT_FOUND")
    assert (moved.json()["data"]["ownerId"], moved.json()["data"]["role"]) == (str(VIEWER), "editor")
    assert (await as_user(VIEWER).get(f"/lists/{list_id}"))["role"] == "owner"
    roles = {member["userId"]: member["role"] for member in await owner.get(f"/lists/{list_id}/members")}
    assert roles == {str(EDITOR): "editor", str(OWNER): "editor"}
    assert (await owner.send("DELETE", f"/lists/{list_id}")).status_code == 403


async def test_an_invitation_gives_its_role_until_it_is_revoked(owner: UserClient, as_user: As) -> None:
    list_id = await owner.create()
    tokens = {
        kind: (await owner.send("POST", f"/lists/{list_id}/links/{kind}")).json()["data"]["token"]
        for kind in ("public", "viewer", "editor")
    }

    async def join(user: UUID, token: str) -> Any:
        response = await as_user(user).send("POST", "/me/lists/memberships", {"token": token})
        return response.json()["data"]["role"] if response.is_success else response.json()["error"]["code"]

    assert await join(STRANGER, tokens["viewer"]) == "viewer"
    assert await join(STRANGER, tokens["editor"]) == "editor"
    assert await join(STRANGER, tokens["viewer"]) == "editor", "a stronger role stays"
    assert await join(OWNER, tokens["viewer"]) == "owner"
    assert await join(EDITOR, tokens["public"]) == "LIST_LINK_NOT_FOUND"
    new = (await owner.send("POST", f"/lists/{list_id}/links/viewer")).json()["data"]["token"]
    assert await join(EDITOR, tokens["viewer"]) == "LIST_LINK_NOT_FOUND", "it was replaced"
    await owner.send("DELETE", f"/lists/{list_id}/links/viewer")
    assert await join(EDITOR, new) == "LIST_LINK_NOT_FOUND"
    assert [link["kind"] for link in await owner.get(f"/lists/{list_id}/links")] == ["editor", "public"]
    assert (await as_user(STRANGER).get(f"/lists/{list_id}"))["role"] == "editor", "members stay"


async def test_a_public_link_shows_a_private_list_until_it_is_revoked(owner: UserClient, as_user: As) -> None:
    list_id = await owner.create()
    await owner.add(list_id, 2, 1)
    anonymous = as_user(None)
    token = (await owner.send("POST", f"/lists/{list_id}/links/public")).json()["data"]["token"]
    invitation = (await owner.send("POST", f"/lists/{list_id}/links/viewer")).json()["data"]["token"]

    shown = await anonymous.get(f"/lists/shared?token={token}")
    items = await anonymous.get(f"/lists/shared/items?token={token}")

    assert (shown["id"], shown["role"]) == (list_id, None)
    assert [item["mediaItemId"] for item in items] == [title(2), title(1)]
    assert {item["addedBy"] for item in items} == {None}
    assert len(token) == 43
    assert (await anonymous.send("GET", f"/lists/{list_id}")).status_code == 404
    await owner.send("DELETE", f"/lists/{list_id}/links/public")
    for path in ("", "/items", "/file"):
        for invalid in (token, invitation, "x"):
            response = await anonymous.send("GET", f"/lists/shared{path}?token={invalid}")
            assert (response.status_code, response.json()["error"]["code"]) == (404, "LIST_LINK_NOT_FOUND")
