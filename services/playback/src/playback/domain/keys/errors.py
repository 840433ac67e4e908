"""Errors of content keys and licences.

PlaybackError
├── ContentKeyUnavailable
├── LicensesWithdrawn
├── KeyNotOfSession
├── NothingToRotate
├── SystemNotConfigured
├── InvalidLicenseRequest
├── LicenseServerRefused
└── LicenseServerUnavailable
    └── LicensePathBroken
"""

from uuid import UUID

from playback.domain.errors import PlaybackError


class ContentKeyUnavailable(PlaybackError):
    """The stored key was changed, or was wrapped with a key that this process does not have."""

    def __init__(self, key_id: UUID) -> None:
        super().__init__(f"The content key {key_id} cannot be read: an operator has to repair it")
        self.key_id = key_id


class LicensesWithdrawn(PlaybackError):
    """What the session plays was unpublished."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(f"What the playback session {session_id} plays is not published any more")


class KeyNotOfSession(PlaybackError):
    """A key that is requested does not exist, or is not one of what the session plays: both look the same."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(f"kids must be keys of what the playback session {session_id} plays")


class NothingToRotate(PlaybackError):
    """The asset has no version whose source could be encrypted again."""

    def __init__(self, asset_id: UUID) -> None:
        super().__init__(f"The asset {asset_id} is not played with content keys: its current version is not encrypted")


class SystemNotConfigured(PlaybackError):
    """This installation has no credentials for the system."""

    def __init__(self, system: str) -> None:
        super().__init__(f"{system} is not configured here: play with another system")


class InvalidLicenseRequest(PlaybackError):
    """The body is not what a player sends to a licence server."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"body must be the licence request of the device: {rule}")


class LicenseServerRefused(PlaybackError):
    """The licence server of the system does not accept the request of the device."""

    def __init__(self, system: str) -> None:
        super().__init__(f"The licence server of {system} refused the request of this device")


class LicenseServerUnavailable(PlaybackError):
    """The licence server of the system does not respond, or not as documented. `cause` is a stable word."""

    def __init__(self, system: str, cause: str) -> None:
        super().__init__(f"The licence server of {system} is unavailable: {cause}")
        self.cause = cause


class LicensePathBroken(LicenseServerUnavailable):
    """The path that calls of licence servers require does not hold. `condition` is the rule that is broken."""

    def __init__(self, system: str, condition: str, retry_after: int) -> None:
        super().__init__(system, "the path of outgoing connections does not hold")
        self.retry_after = retry_after
        self.details = {"condition": condition, "retryAfterSeconds": retry_after}
