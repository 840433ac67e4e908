"""Limits itself, ties itself to the worker, and becomes another program.

Run as a script, isolated and without an environment. It stands in for `preexec_fn`, which is unsafe beside threads.
Arguments: the worker's pid, seconds of processor time, bytes of address space, bytes of one file, the niceness, and
the command.
"""

import ctypes
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def main(arguments: list[str]) -> None:
    """Limit, tie, become."""
    parent, seconds, memory, size, niceness, *command = arguments
    limits = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_FSIZE, int(size)),
    ]
    if sys.platform == "linux":
        # Elsewhere the limit is not enforced, or refused.
        limits.append((resource.RLIMIT_AS, int(memory)))
        library = ctypes.CDLL(None)
        library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        # However the worker ends, nothing goes on to write.
        library.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("the worker ended before the program began")
    for kind, value in limits:
        _, most = resource.getrlimit(kind)
        allowed = value if most == resource.RLIM_INFINITY else min(value, most)
        # At the lower limit of processor time the signal names the cause, at the higher one it cannot.
        higher = allowed + 1 if kind == resource.RLIMIT_CPU and most == resource.RLIM_INFINITY else allowed
        resource.setrlimit(kind, (allowed, higher))
    os.nice(int(niceness))
    os.execve(command[0], command, {})  # noqa: S606 - becoming the program without a shell is the purpose


if __name__ == "__main__":
    main(sys.argv[1:])
