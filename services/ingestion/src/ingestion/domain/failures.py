"""Why a call to a provider failed. Each cause is distinct, because each is handled differently."""

from datetime import datetime
from enum import StrEnum

from ingestion.domain.titles.facts import Source


class Cause(StrEnum):
    """What went wrong with a call."""

    NOT_FOUND = "not_found"
    NO_DATA = "no_data"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    QUOTA = "quota"
    UPGRADE_REQUIRED = "upgrade_required"
    REJECTED = "rejected"
    SERVER = "server"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    WRONG_JSON = "wrong_json"
    WRONG_SHAPE = "wrong_shape"
    TRUNCATED = "truncated"
    BREAKER_OPEN = "breaker_open"
    NOT_CONFIGURED = "not_configured"
    EGRESS_HOST = "egress_host"
    EGRESS_SCHEME = "egress_scheme"
    EGRESS_PORT = "egress_port"
    EGRESS_ADDRESS = "egress_address"
    EGRESS_REDIRECT = "egress_redirect"
    EGRESS_INTERFACE = "egress_interface"
    EGRESS_SOURCE_ADDRESS = "egress_source_address"
    EGRESS_PROXY = "egress_proxy"
    EGRESS_PROBE = "egress_probe"


# A second attempt of the same call may succeed within seconds.
TRANSIENT = frozenset(
    {Cause.SERVER, Cause.TIMEOUT, Cause.UNREACHABLE, Cause.WRONG_TYPE, Cause.WRONG_JSON, Cause.TOO_LARGE}
)

# The provider itself may be failing, or refuse us: enough resources with such a failure open its breaker. A response
# that is too large concerns its resource alone.
REFUSALS = frozenset({Cause.UNAUTHORIZED, Cause.FORBIDDEN, Cause.UPGRADE_REQUIRED, Cause.REDIRECTED})
# Our own rules do not permit the provider's address; only another configuration helps.
NOT_PERMITTED = frozenset(
    {Cause.EGRESS_HOST, Cause.EGRESS_SCHEME, Cause.EGRESS_PORT, Cause.EGRESS_ADDRESS, Cause.EGRESS_REDIRECT}
)

PROVIDER_FAULTS = (TRANSIENT - {Cause.TOO_LARGE}) | REFUSALS | NOT_PERMITTED

# The path that outgoing connections must take does not hold now.
NO_PATH = frozenset({Cause.EGRESS_INTERFACE, Cause.EGRESS_SOURCE_ADDRESS, Cause.EGRESS_PROXY, Cause.EGRESS_PROBE})

# No call was made: it must wait until a known instant, which is no failure of the provider or of the job.
WAITING = frozenset({Cause.QUOTA, Cause.BREAKER_OPEN}) | NO_PATH


class SourceFailed(Exception):
    """A call to a provider failed. `retry_at` is when it allows the next one, or null when it did not say."""

    code = "source_failed"

    def __init__(
        self, source: Source, cause: Cause, detail: str, *, status: int | None = None, retry_at: datetime | None = None
    ) -> None:
        super().__init__(f"{source}: {cause.value}: {detail}")
        self.source = source
        self.cause = cause
        self.detail = detail
        self.status = status
        self.retry_at = retry_at
        self.disowned = False
        """Whether the provider reported before the failure that the remembered id is that of another title."""
