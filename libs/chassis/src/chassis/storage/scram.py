"""SCRAM verifiers of database passwords (RFC 5802, RFC 7677), as Postgres stores them.

A password in `ALTER ROLE ... PASSWORD` appears in statement statistics and logs; a verifier proves the same password
without revealing it.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Final

# Postgres' own default, which it also uses for a password in clear text.
ITERATIONS: Final = 4096
SALT_BYTES: Final = 16


def verifier(password: str, *, salt: bytes | None = None, iterations: int = ITERATIONS) -> str:
    """Return the SCRAM-SHA-256 verifier of a password, as Postgres stores it; by default with a random salt.

    Raise ValueError for a password that is empty or not printable ASCII: others would have to be normalized
    (SASLprep) exactly as every client does it.
    """
    if not password or not all(" " <= letter <= "~" for letter in password):
        raise ValueError("a database password must be printable ASCII and not empty")
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${iterations}:{_base64(salt)}${_base64(stored_key)}:{_base64(server_key)}"


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
