"""Tokens that auth could have issued."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from chassis.testing.tokens import Tokens
from devstack.faults.stack import FaultStack, Process
from devstack.processes import http_probe
from devstack.secret_files import SIGNING_KEY


async def auth_issuer(stack: FaultStack) -> Tokens:
    """Return an issuer that signs with auth's own key; auth runs."""
    response = await http_probe.get(stack.port(Process("auth")), "/.well-known/jwks.json")
    if response is None:
        raise RuntimeError("auth does not respond")
    [key] = response.body["keys"]
    private = load_pem_private_key((stack.plan.data / SIGNING_KEY).read_bytes(), None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError("auth signs with Ed25519")
    tokens = Tokens(key_id=key["kid"])
    tokens.private_key, tokens.public_key = private, private.public_key()
    return tokens
