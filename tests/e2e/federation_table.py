"""The operations of sign-in with providers. The tables sign in with none; a journey signs in with a real one."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation

_CODE: Final = {"code": "c" * 43, "codeVerifier": "v" * 43}
_LINK: Final = {400: "EXTERNAL_SIGN_IN_FAILED", 403: "EMAIL_NOT_VERIFIED"}
_REFUSED: Final = "ACCOUNT_SUSPENDED EMAIL_NOT_VERIFIED INVITATION_REQUIRED REGISTRATION_CLOSED"

FEDERATION_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("GET", "/auth/providers", "none", shape="array", members=frozenset({"name", "title"})),
    Operation("GET", "/auth/oidc/{noProvider}/authorize", "none", 404, query="redirect=false&codeChallenge=" + "c" * 43,
              errors={404: "PROVIDER_NOT_FOUND"}),
    Operation("GET", "/auth/oidc/{noProvider}/callback", "none", 404,
              errors={400: "EXTERNAL_SIGN_IN_FAILED", 403: "EXTERNAL_SIGN_IN_REFUSED", 404: "PROVIDER_NOT_FOUND"}),
    Operation("POST", "/auth/oidc/{noProvider}/callback", "none", 404,
              errors={404: "PROVIDER_NOT_FOUND"}),
    Operation("POST", "/auth/oidc/token", "none", 400, body=_CODE,
              errors={**_LINK, 401: "SECOND_FACTOR_REQUIRED", 403: _REFUSED, 409: "LINK_REQUIRED"}),
    Operation("POST", "/auth/proxy/sign-in", "none", 404,
              errors={401: "INVALID_PROXY_USER SECOND_FACTOR_REQUIRED",
                      403: "ACCOUNT_SUSPENDED REGISTRATION_CLOSED", 404: "PROXY_SIGN_IN_DISABLED"}),
    Operation("GET", "/auth/identities", "user", shape="array", empty="the user has linked none"),
    Operation("POST", "/auth/identities", "user", 400, body=_CODE,
              errors={400: "EXTERNAL_SIGN_IN_FAILED", 403: "EMAIL_NOT_VERIFIED REAUTHENTICATION_REQUIRED",
                      409: "IDENTITY_TAKEN TOO_MANY_IDENTITIES"}),
    Operation("DELETE", "/auth/identities/{noId}", "user", 404,
              errors={403: "REAUTHENTICATION_REQUIRED", 404: "IDENTITY_NOT_FOUND", 409: "LAST_SIGN_IN_METHOD"}),
)  # fmt: skip
