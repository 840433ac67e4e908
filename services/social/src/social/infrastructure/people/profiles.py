"""Opening what auth has sealed of a profile."""

import binascii
import logging
from base64 import b64decode
from uuid import UUID

from pydantic import ValidationError

from chassis.storage.encryption import CannotOpen, Keyring
from contracts.auth import ProfileContent, UserChangedV1

logger = logging.getLogger(__name__)


class ProfileSeals:
    """Has the keys with which auth seals. What it opens is neither logged nor part of an error."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys

    def __call__(self, user_id: UUID, sealed: str | None) -> ProfileContent | None:
        """Return what is sealed; null where nothing is, or where it cannot be opened.

        The privacy that the same event states must be applied in any case, so the event is not rejected.
        """
        if sealed is None:
            return None
        try:
            text = self._keys.open(b64decode(sealed, validate=True), context=UserChangedV1.context_of(user_id))
            return ProfileContent.model_validate_json(text)
        except (CannotOpen, binascii.Error, ValidationError) as failure:
            # Not the failure itself: a message about invalid content quotes it.
            logger.warning("the name of a user cannot be opened", extra={"reason": type(failure).__name__})
            return None
