"""HTTP status and error code of each error."""

from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

from chassis.core.rules.broken import BrokenRule
from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from playback.domain.assets.asset import Access
from playback.domain.assets.errors import (
    AssetChanged,
    AssetExists,
    AssetNotFound,
    AssetNotPlayable,
    SourceDeleted,
    SubtitleNotFound,
    TooManyStreams,
    VersionNotFound,
    VersionNotPlayable,
    VersionNotProcessing,
    WindowInvalid,
)
from playback.domain.assets.subject import Subject
from playback.domain.copies.errors import SourceFileNotFound, SourceFileUnsized, SourcesUnavailable
from playback.domain.delivery.errors import DeliveryUnavailable
from playback.domain.entitlements.errors import AccountErased, PlanRequired, PurchaseRequired
from playback.domain.keys.errors import (
    ContentKeyUnavailable,
    InvalidLicenseRequest,
    KeyNotOfSession,
    LicensePathBroken,
    LicenseServerRefused,
    LicenseServerUnavailable,
    LicensesWithdrawn,
    NothingToRotate,
    SystemNotConfigured,
)
from playback.domain.quality.errors import EventInvalid, EventsTooLate
from playback.domain.sessions.errors import (
    AvailabilityEnded,
    DeviceRequired,
    KeyReused,
    NotAvailableYet,
    RegionNotAvailable,
    SessionEnded,
    SessionNotFound,
    SignedOutMeanwhile,
    StreamLimitReached,
)
from playback.domain.sessions.session import Session
from playback.domain.storage.errors import FilesUnavailable
from playback.domain.uploads.errors import (
    TooManyUploads,
    UploadEnded,
    UploadIncomplete,
    UploadNotFound,
    UploadPartUnknown,
    UploadRepeated,
    UploadTooLarge,
)
from playback.domain.uploads.upload import MOST_OPEN

_ID: Final = UUID("6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11")
_SESSION: Final = UUID("0b6f6f43-9a1e-4f0a-8a55-2f1c7f0c9d10")
_LATEST: Final = BrokenRule("less_than_equal", "must be at most 2885000, not 9999999", {"maximum": 2_885_000})
_EPISODE: Final = Subject(UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9"), 2, 5)
_NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
_STREAM: Final = Session(
    id=_ID,
    user_id=_ID,
    auth_session_id=_ID,
    device_id=None,
    device_name="Living Room",
    asset_id=_ID,
    version=1,
    subject=_EPISODE,
    duration_ms=None,
    access=Access.PLAN,
    started_at=_NOON,
    last_seen_at=_NOON,
    expires_at=_NOON,
)

ERRORS: Final[ErrorTable] = {
    AssetNotFound: ErrorSpec(404, "ASSET_NOT_FOUND", AssetNotFound(_ID)),
    VersionNotFound: ErrorSpec(404, "VERSION_NOT_FOUND", VersionNotFound(_ID, 2)),
    VersionNotProcessing: ErrorSpec(409, "VERSION_NOT_PROCESSING", VersionNotProcessing(_ID, 2)),
    AssetExists: ErrorSpec(409, "ASSET_EXISTS", AssetExists(_EPISODE)),
    SessionNotFound: ErrorSpec(404, "PLAYBACK_SESSION_NOT_FOUND", SessionNotFound(_SESSION)),
    EventInvalid: ErrorSpec(400, "VALIDATION_ERROR", EventInvalid(0, "endMs", _LATEST)),
    EventsTooLate: ErrorSpec(410, "EVENTS_TOO_LATE", EventsTooLate(datetime(2026, 12, 2, 12, tzinfo=UTC))),
    AssetChanged: ErrorSpec(412, "PRECONDITION_FAILED", AssetChanged(_ID)),
    WindowInvalid: ErrorSpec(400, "WINDOW_INVALID", WindowInvalid()),
    VersionNotPlayable: ErrorSpec(409, "VERSION_NOT_PLAYABLE", VersionNotPlayable(3, "failed")),
    SourceDeleted: ErrorSpec(409, "SOURCE_DELETED", SourceDeleted(3)),
    TooManyStreams: ErrorSpec(429, "TOO_MANY_STREAMS", TooManyStreams("per user", 5), headers=("Retry-After",)),
    SubtitleNotFound: ErrorSpec(404, "SUBTITLE_NOT_FOUND", SubtitleNotFound(_ID)),
    FilesUnavailable: ErrorSpec(503, "FILES_UNAVAILABLE", FilesUnavailable()),
    UploadNotFound: ErrorSpec(404, "UPLOAD_NOT_FOUND", UploadNotFound(_ID)),
    UploadEnded: ErrorSpec(409, "UPLOAD_ENDED", UploadEnded("aborted")),
    UploadIncomplete: ErrorSpec(409, "UPLOAD_INCOMPLETE", UploadIncomplete([3])),
    UploadTooLarge: ErrorSpec(413, "UPLOAD_TOO_LARGE", UploadTooLarge(107374182400)),
    UploadPartUnknown: ErrorSpec(400, "UPLOAD_PART_UNKNOWN", UploadPartUnknown(7, 4)),
    UploadRepeated: ErrorSpec(409, "IDEMPOTENCY_KEY_REUSED", UploadRepeated()),
    TooManyUploads: ErrorSpec(409, "TOO_MANY_UPLOADS", TooManyUploads(MOST_OPEN)),
    SourceFileNotFound: ErrorSpec(404, "SOURCE_FILE_NOT_FOUND", SourceFileNotFound(_ID)),
    SourceFileUnsized: ErrorSpec(409, "SOURCE_FILE_SIZE_UNKNOWN", SourceFileUnsized()),
    SourcesUnavailable: ErrorSpec(503, "SOURCES_UNAVAILABLE", SourcesUnavailable()),
    AssetNotPlayable: ErrorSpec(404, "NOT_PLAYABLE", AssetNotPlayable(_EPISODE)),
    NotAvailableYet: ErrorSpec(403, "NOT_AVAILABLE_YET", NotAvailableYet(_NOON)),
    AvailabilityEnded: ErrorSpec(403, "AVAILABILITY_ENDED", AvailabilityEnded(_NOON)),
    RegionNotAvailable: ErrorSpec(403, "REGION_NOT_AVAILABLE", RegionNotAvailable("DE")),
    DeviceRequired: ErrorSpec(403, "DEVICE_REQUIRED", DeviceRequired()),
    PlanRequired: ErrorSpec(403, "PLAN_REQUIRED", PlanRequired(_EPISODE.media_id)),
    PurchaseRequired: ErrorSpec(403, "PURCHASE_REQUIRED", PurchaseRequired(_EPISODE.media_id)),
    AccountErased: ErrorSpec(403, "ACCOUNT_ERASED", AccountErased()),
    StreamLimitReached: ErrorSpec(409, "STREAM_LIMIT_REACHED", StreamLimitReached(1, [_STREAM])),
    SignedOutMeanwhile: ErrorSpec(401, "UNAUTHORIZED", SignedOutMeanwhile()),
    SessionEnded: ErrorSpec(409, "PLAYBACK_SESSION_ENDED", SessionEnded("user")),
    KeyReused: ErrorSpec(409, "IDEMPOTENCY_KEY_REUSED", KeyReused()),
    DeliveryUnavailable: ErrorSpec(503, "DELIVERY_UNAVAILABLE", DeliveryUnavailable()),
    ContentKeyUnavailable: ErrorSpec(503, "CONTENT_KEY_UNAVAILABLE", ContentKeyUnavailable(_ID)),
    LicensesWithdrawn: ErrorSpec(403, "LICENSES_WITHDRAWN", LicensesWithdrawn(_ID)),
    KeyNotOfSession: ErrorSpec(403, "KEY_NOT_OF_SESSION", KeyNotOfSession(_ID)),
    NothingToRotate: ErrorSpec(409, "NOTHING_TO_ROTATE", NothingToRotate(_ID)),
    SystemNotConfigured: ErrorSpec(404, "DRM_SYSTEM_NOT_CONFIGURED", SystemNotConfigured("widevine")),
    InvalidLicenseRequest: ErrorSpec(400, "INVALID_LICENSE_REQUEST", InvalidLicenseRequest("it is empty")),
    LicenseServerRefused: ErrorSpec(403, "LICENSE_SERVER_REFUSED", LicenseServerRefused("widevine")),
    LicenseServerUnavailable: ErrorSpec(
        503, "LICENSE_SERVER_UNAVAILABLE", LicenseServerUnavailable("widevine", "timeout")
    ),
    LicensePathBroken: ErrorSpec(
        503, "EGRESS_PATH_BROKEN", LicensePathBroken("widevine", "egress_interface", 15), headers=("Retry-After",)
    ),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
