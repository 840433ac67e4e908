"""HTTP status and error code of each error."""

from functools import partial
from typing import Final
from uuid import UUID

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from federation.domain.imports.errors import ImportNotFound, ImportsUnavailable
from federation.domain.keys.errors import Refusal, SignatureRefused, WireInvalid
from federation.domain.peers.errors import (
    BudgetExhausted,
    InvitationInvalid,
    InvitationNotFound,
    PeerExists,
    PeerNotActive,
    PeerNotFound,
    PeerNotPending,
    PeerNotPermitted,
    PeerRefused,
    PeerRevoked,
    PeerUnreachable,
    TooManyPeers,
)
from federation.domain.sharing.errors import (
    ContentUnavailable,
    DeletionNotFound,
    NotShareable,
    SharedItemNotFound,
    ShareNotFound,
    TooManyShares,
)
from jobs import errors as job_errors

_ID: Final = UUID("0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10")

ERRORS: Final[ErrorTable] = {
    SignatureRefused: ErrorSpec(401, "SIGNATURE_REFUSED", SignatureRefused(Refusal.REPLAYED)),
    WireInvalid: ErrorSpec(400, "BODY_NOT_UNDERSTOOD", WireInvalid()),
    InvitationNotFound: ErrorSpec(404, "INVITATION_NOT_FOUND", InvitationNotFound(_ID)),
    InvitationInvalid: ErrorSpec(400, "INVITATION_INVALID", InvitationInvalid()),
    PeerNotFound: ErrorSpec(404, "PEER_NOT_FOUND", PeerNotFound(_ID)),
    PeerExists: ErrorSpec(409, "PEER_EXISTS", PeerExists()),
    PeerNotPending: ErrorSpec(409, "PEER_NOT_PENDING", PeerNotPending(_ID)),
    PeerRevoked: ErrorSpec(409, "PEER_REVOKED", PeerRevoked(_ID)),
    PeerNotActive: ErrorSpec(403, "PEER_NOT_ACTIVE", PeerNotActive(_ID)),
    PeerNotPermitted: ErrorSpec(403, "PEER_NOT_PERMITTED", PeerNotPermitted("stream")),
    PeerUnreachable: ErrorSpec(502, "PEER_UNREACHABLE", PeerUnreachable("timeout")),
    PeerRefused: ErrorSpec(502, "PEER_REFUSED", PeerRefused(429, "PEER_BUDGET_EXHAUSTED")),
    TooManyPeers: ErrorSpec(409, "TOO_MANY_PEERS", TooManyPeers(50)),
    BudgetExhausted: ErrorSpec(429, "PEER_BUDGET_EXHAUSTED", BudgetExhausted(), headers=("Retry-After",)),
    ShareNotFound: ErrorSpec(404, "SHARE_NOT_FOUND", ShareNotFound(_ID)),
    NotShareable: ErrorSpec(404, "NOT_SHAREABLE", NotShareable()),
    SharedItemNotFound: ErrorSpec(404, "SHARED_ITEM_NOT_FOUND", SharedItemNotFound(_ID)),
    DeletionNotFound: ErrorSpec(404, "DELETION_NOT_FOUND", DeletionNotFound(_ID)),
    TooManyShares: ErrorSpec(409, "TOO_MANY_SHARES", TooManyShares(1000)),
    ContentUnavailable: ErrorSpec(503, "CONTENT_UNAVAILABLE", ContentUnavailable(), headers=("Retry-After",)),
    ImportNotFound: ErrorSpec(404, "ALBUM_IMPORT_NOT_FOUND", ImportNotFound(_ID)),
    ImportsUnavailable: ErrorSpec(409, "ALBUM_IMPORTS_UNAVAILABLE", ImportsUnavailable()),
    job_errors.JobNotFound: ErrorSpec(404, "JOB_NOT_FOUND", job_errors.JobNotFound(_ID)),
    job_errors.JobEnded: ErrorSpec(409, "JOB_OVER", job_errors.JobEnded(_ID, "ready")),
    job_errors.JobNotRetryable: ErrorSpec(409, "JOB_NOT_RETRYABLE", job_errors.JobNotRetryable(_ID, "ready")),
    job_errors.DuplicateJob: ErrorSpec(409, "JOB_KEY_TAKEN"),
    job_errors.LeaseLost: ErrorSpec(409, "JOB_LEASE_LOST"),
    job_errors.ScheduleNotFound: ErrorSpec(404, "SCHEDULE_NOT_FOUND", job_errors.ScheduleNotFound("check-peers")),
    job_errors.InvalidCron: ErrorSpec(
        400, "INVALID_CRON", job_errors.InvalidCron("'* * *' has 3 fields, a cron expression has 5")
    ),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
