"""The health check of a container: `python -m chassis.healthcheck` ends with 0 when the process here is ready.

It needs no shell, no curl and nothing but the standard library, because it runs every few seconds.
"""

import http.client
import os
import sys
from collections.abc import Mapping
from typing import Final

PATH: Final = "/health/ready"
SECONDS: Final = 4.0
_PORTS: Final = ("MANAGEMENT_PORT", "HTTP_PORT")


def port(environment: Mapping[str, str]) -> int:
    """Return where the service that `SERVICE` names listens for probes; raise LookupError for an unknown one."""
    prefix = environment["SERVICE"].upper()
    for name in _PORTS:
        if value := environment.get(f"{prefix}_{name}"):
            return int(value)
    raise LookupError(f"neither {prefix}_MANAGEMENT_PORT nor {prefix}_HTTP_PORT is set")


def status(number: int, *, seconds: float = SECONDS) -> int:
    """Return the status of the response; raise OSError or HTTPException when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=seconds)
    try:
        connection.request("GET", PATH)
        return connection.getresponse().status
    finally:
        connection.close()


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Return 0 when the process is ready, otherwise 1, and say why."""
    try:
        result = status(port(environment))
    except (OSError, http.client.HTTPException, LookupError, ValueError) as failure:
        sys.stderr.write(f"not ready: {str(failure) or type(failure).__name__}\n")
        return 1
    if result != http.HTTPStatus.OK:
        sys.stderr.write(f"not ready: status {result}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
