"""The samples of lists at other sites and of media sources, with which the contract table is run."""

from typing import Final

from contract_clients import Clients, Json
from devstack.services import SAMPLE_LIBRARY
from external_lists_table import CSV, EXTERNAL, LIST
from stacks import Stack, eventually

FILES: Final = ("Contract/The.Contract.1999.1080p.mkv", "Contract/VID_0001.mp4")


def external_lists(clients: Clients) -> Json:
    """Return a list that the user follows, as soon as library has it too, and one that is followed by a file."""
    followed = clients.administer("POST", EXTERNAL, {"url": LIST}, as_="user")["id"]
    path = f"/api/v1{EXTERNAL}/files?name=Contract"
    csv = {**clients.headers["user"], "content-type": "text/csv"}
    uploaded = clients.api.post(path, content=CSV, headers=csv)
    assert uploaded.status_code == 202, uploaded.text

    def follow() -> int:
        body = {"externalListId": followed}
        return clients.api.post("/api/v1/me/lists/followed", json=body, headers=clients.headers["user"]).status_code

    eventually(follow, lambda status: status == 201)
    return {"externalId": followed, "uploadedId": uploaded.json()["data"]["id"]}


def media_source(clients: Clients, stack: Stack) -> Json:
    """Return a folder that the administrator has connected, one of its files, and the token of a link to it."""
    folder = stack.data / SAMPLE_LIBRARY / "contract"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(bytes(1000))
    free = stack.data / SAMPLE_LIBRARY / "contract-free"
    free.mkdir(exist_ok=True)
    body = {"kind": "folder", "name": "Workshop", "configuration": {"path": str(folder)}}
    source = clients.administer("POST", "/sources", body)["id"]
    path, admin = f"/api/v1/sources/{source}/files", clients.headers["admin"]
    files = eventually(
        lambda: clients.api.get(path, headers=admin).json()["data"], lambda listed: len(listed) == len(FILES)
    )
    file = files[0]["id"]
    link = clients.administer("POST", f"/sources/files/{file}/link")["path"]
    schedules = clients.api.get("/api/v1/admin/sources/schedules", headers=admin).json()["data"]
    return {
        "sourceId": source,
        "fileId": file,
        "streamToken": link.rpartition("/")[2],
        "freeFolder": str(free),
        "scheduleName": schedules[0]["name"],
    }
