"""Why a provider's answer could not be used; every cause is told apart, because each is mended differently."""

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


# A second try of the same call may succeed within seconds.
PASSING = frozenset(
    {Cause.SERVER, Cause.TIMEOUT, Cause.UNREACHABLE, Cause.WRONG_TYPE, Cause.WRONG_JSON, Cause.TOO_LARGE}
)

# The provider itself may be ill or refuse us: enough resources that end like this open its breaker. A response that is
# too large is its resource's alone.
UNWELL = PASSING - {Cause.TOO_LARGE} | {Cause.UNAUTHORIZED, Cause.FORBIDDEN, Cause.UPGRADE_REQUIRED, Cause.REDIRECTED}

# Nothing was asked: the call waits for a known instant, and that is nobody's fault.
WAITING = frozenset({Cause.QUOTA, Cause.BREAKER_OPEN})


class SourceFailed(Exception):
    """A provider could not be used for one call. `retry_at` is when it allows the next, where it told."""

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
        """Whether the provider said before the failure that the remembered id is another title's."""
