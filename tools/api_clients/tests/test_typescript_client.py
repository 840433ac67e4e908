"""The TypeScript client that is built from a document: how it renews the tokens of a session."""

import json
import os
from pathlib import Path
from typing import Any, Final

import pytest

from api_clients import typescript_client
from api_clients.__main__ import WRITTEN
from devstack.folders import cache_folder

pytestmark = pytest.mark.integration

RENEWALS: Final = Path(__file__).with_name("renewals.ts")
_TEXT: Final = {"type": "string"}
_TEXT_OR_NULL: Final = {"anyOf": [{"type": "string"}, {"type": "null"}]}
SCHEMAS: Final[dict[str, Any]] = {
    "TokensResponse": {
        "type": "object",
        "required": ["accessToken", "refreshToken", "expiresIn"],
        "properties": {"accessToken": _TEXT_OR_NULL, "refreshToken": _TEXT_OR_NULL, "expiresIn": {"type": "integer"}},
    },
    "Failure": {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message", "requestId"],
                "properties": {"code": _TEXT, "message": _TEXT, "requestId": _TEXT, "details": {}},
            }
        },
    },
}


@pytest.fixture(scope="module")
def outcomes(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what became of the requests of each scenario."""
    schemas = {**document["components"]["schemas"], **SCHEMAS}
    whole = {**document, "components": {"schemas": schemas}}
    folder = tmp_path_factory.mktemp("clients") / "typescript"
    program = {"renewals.ts": RENEWALS.read_text("utf-8")}
    typescript_client.build(whole, WRITTEN / "typescript", folder, cache_folder(os.environ), program)
    result: dict[str, Any] = json.loads(typescript_client.run(folder, "dist/renewals.js"))
    return result


@pytest.mark.parametrize(
    ("scenario", "outcome"),
    [
        ("expired", ["dune", "dune", "dune", 1]),
        ("early", ["dune", 1]),
        ("together", [["dune"], 1]),
        ("late", ["dune", "dune", 1]),
        ("body", [['{"title":"Dune"}'], 1]),
        ("otherCode", ["UNAUTHORIZED", 0]),
        ("stillExpired", ["TOKEN_EXPIRED", 1]),
        ("refused", [["UNAUTHORIZED", "UNAUTHORIZED"], 1]),
        ("ownToken", ["TOKEN_EXPIRED", 0]),
    ],
)
def test_session_is_renewed_once(outcomes: dict[str, Any], scenario: str, outcome: list[Any]) -> None:
    assert outcomes[scenario] == outcome
