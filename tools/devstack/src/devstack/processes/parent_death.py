"""Starts another program so that it dies with us.

Run as a script, it drops privileges, ties itself to its parent, then becomes the program (same pid). This
stands in for `preexec_fn`, which is unsafe beside threads, and for `user=`, because the tie must follow the
change of user: the kernel forgets it at that change.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def leashed(command: list[str], farewell: signal.Signals, identity: tuple[int, int] | None = None) -> list[str]:
    """Return the command line that runs `command` (its program by absolute path) on a leash.

    `identity` is the user and group id to run as (default: ours).

    `farewell` is the signal the kernel sends it when this process ends, however it ends. That is Linux only:
    elsewhere an orphan is found by its recorded pid and start time.
    """
    whom = "{}:{}".format(*identity) if identity else "-"
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(int(farewell)), whom, *command]


def main(arguments: list[str]) -> None:
    """Tie, drop, become. Arguments: parent's pid, signal number, `uid:gid` or `-`, the command."""
    parent, farewell, whom, *command = arguments
    if whom != "-":
        uid, gid = (int(part) for part in whom.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
        os.chdir("/")
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(farewell), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("the parent ended before the leash was tied")
    os.execv(command[0], command)  # noqa: S606 - becoming the program without a shell is the purpose


if __name__ == "__main__":
    main(sys.argv[1:])
