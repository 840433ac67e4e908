"""Ceremonies of passkeys with the library `webauthn`.

No attestation is requested, so none is evaluated: whatever statement a device sends is dropped before the library sees
it, and with it the parsers of six formats of certificates. Every rejection is the same error.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    options_to_json_dict,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from auth.application.factors.ports import Json, NewCredential, Signature
from auth.domain.accounts.account import Account
from auth.domain.factors.challenges import LIFETIME
from auth.domain.factors.errors import InvalidFactor
from auth.domain.factors.passkeys import Passkey

ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
TRANSPORTS: Final = frozenset(transport.value for transport in AuthenticatorTransport)
RP_NAME: Final = "Marquee"
_TIMEOUT: Final = int(LIFETIME.total_seconds() * 1000)
_REJECTED: Final = (
    WebAuthnException,
    InvalidSignature,
    UnsupportedAlgorithm,
    cbor2.CBORError,
    # What the library lets through for input of a wrong form.
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
    OverflowError,
)


class WebAuthnCeremonies:
    """Ceremonies for one relying party, `rp_id`, on pages of the given origins."""

    def __init__(self, rp_id: str, origins: Sequence[str]) -> None:
        self._rp_id = rp_id
        self._origins = list(origins)

    def registration_options(self, owner: Account, challenge: bytes, exclude: Sequence[Passkey]) -> Json:
        """Require a passkey that its device can find without a username, and that verifies its user."""
        options = generate_registration_options(
            rp_id=self._rp_id,
            rp_name=RP_NAME,
            user_id=owner.id.bytes,
            user_name=owner.username,
            user_display_name=owner.username,
            challenge=challenge,
            timeout=_TIMEOUT,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(exclude),
            supported_pub_key_algs=ALGORITHMS,
        )
        return options_to_json_dict(options)

    def sign_in_options(self, challenge: bytes, allow: Sequence[Passkey]) -> Json:
        """Require that the device verifies its user: the signature then stands for two factors."""
        options = generate_authentication_options(
            rp_id=self._rp_id,
            challenge=challenge,
            timeout=_TIMEOUT,
            allow_credentials=_descriptors(allow),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options)

    def challenge_of(self, credential: Json) -> bytes:
        """Read the challenge in the client data, which the signature covers."""
        try:
            client_data = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
            return base64url_to_bytes(client_data["challenge"])
        except _REJECTED as error:
            raise InvalidFactor from error

    def credential_id_of(self, credential: Json) -> bytes:
        """Read the raw id, which the library compares with the text form."""
        try:
            return base64url_to_bytes(credential["rawId"])
        except _REJECTED as error:
            raise InvalidFactor from error

    def verify_registration(self, credential: Json, challenge: bytes) -> NewCredential:
        """Check the response, and that its key is one that can verify a signature later."""
        try:
            verified = verify_registration_response(
                credential=_without_attestation(credential),
                expected_challenge=challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._origins,
                require_user_verification=True,
                supported_pub_key_algs=ALGORITHMS,
            )
            decoded_public_key_to_cryptography(decode_credential_public_key(verified.credential_public_key))
            transports = credential["response"].get("transports") or ()
            return NewCredential(
                credential_id=verified.credential_id,
                public_key=verified.credential_public_key,
                sign_count=verified.sign_count,
                backed_up=verified.credential_backed_up,
                transports=tuple(sorted(TRANSPORTS & {name for name in transports if isinstance(name, str)})),
            )
        except _REJECTED as error:
            raise InvalidFactor from error

    def verify_signature(self, credential: Json, challenge: bytes, passkey: Passkey) -> Signature:
        """Check the signature and, where the device states it, the user; the counter is a rule of the domain."""
        try:
            verified = verify_authentication_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._origins,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=0,
                require_user_verification=True,
            )
            user_handle = credential["response"].get("userHandle")
            if user_handle is not None and base64url_to_bytes(user_handle) != passkey.account_id.bytes:
                raise InvalidFactor
            return Signature(verified.new_sign_count, verified.credential_backed_up)
        except _REJECTED as error:
            raise InvalidFactor from error


def _without_attestation(credential: Json) -> dict[str, Any]:
    response = credential["response"]
    stated = cbor2.loads(base64url_to_bytes(response["attestationObject"]))
    plain = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": stated["authData"]})
    return {**credential, "response": {**response, "attestationObject": bytes_to_base64url(plain)}}


def _descriptors(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id,
            transports=[AuthenticatorTransport(name) for name in passkey.transports] or None,
        )
        for passkey in passkeys
    ]
