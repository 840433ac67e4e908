"""How a command of the devstack ends when something outside of it is wrong: one line that names it, and status 1."""

import contextlib
import os
import sys
from collections.abc import Iterator

from devstack.errors import DevstackError

INTERRUPTED = 130


@contextlib.contextmanager
def reported() -> Iterator[None]:
    """Turn an error of the devstack, of a file or of a connection into a line on stderr and a status.

    Anything else is a fault of ours and keeps its traceback.
    """
    try:
        yield
    except DevstackError as error:
        sys.exit(f"marquee: {error}")
    except BrokenPipeError:
        # The reader of our output has closed it; flushing the rest at exit would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        sys.exit(f"marquee: {describe(error)}")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def describe(error: OSError) -> str:
    """Return the cause of a system error in words: `/srv/data/lock: Read-only file system`."""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{os.fsdecode(error.filename)}: {reason}" if isinstance(error.filename, str | bytes) else reason
