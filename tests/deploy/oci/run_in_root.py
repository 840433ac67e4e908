"""Run a program in a root file system that it cannot write: `run_in_root.py ROOT FOLDER PROGRAM ARGUMENT…`.

The namespaces of the kernel are all that it needs: no container engine and, where the kernel allows it to everyone, no
root. The program is user 10001; it gets an empty /tmp, and /proc and /dev of this machine. Its environment is ours.
"""

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

USER: Final = 10001
NEW_MOUNTS: Final = 0x00020000
NEW_USER: Final = 0x10000000
READ_ONLY: Final = 1
REMOUNT: Final = 32
BIND: Final = 4096
RECURSIVE: Final = 16384
PRIVATE: Final = 1 << 18
FORBIDDEN: Final = 77
"""Exit status where the kernel forbids namespaces."""
# A remount may not drop what the mount below has: nosuid, nodev, noexec, noatime, nodiratime, relatime.
_KEPT: Final = {os.ST_NOSUID: 2, os.ST_NODEV: 4, os.ST_NOEXEC: 8, os.ST_NOATIME: 1024, os.ST_NODIRATIME: 2048}
_KEPT_TIMES: Final = {os.ST_RELATIME: 1 << 21}

_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _mount(source: str, target: Path, kind: str, flags: int) -> None:
    arguments = (source.encode(), str(target).encode(), kind.encode(), flags, None)
    _check(_LIBC.mount(*arguments), f"mount {target}")


def enter(root: Path) -> None:
    """Make the folder the root of this process, read-only, in namespaces of its own."""
    is_root, group = os.geteuid() == 0, os.getegid()
    user = os.geteuid()
    _check(_LIBC.unshare(NEW_MOUNTS if is_root else NEW_MOUNTS | NEW_USER), "unshare")
    if not is_root:
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{USER} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{USER} {group} 1", "ascii")
    _mount("none", Path("/"), "", RECURSIVE | PRIVATE)
    _mount(str(root), root, "", BIND)
    _mount("tmpfs", root / "tmp", "tmpfs", 0)
    for folder in ("proc", "dev"):
        _mount(f"/{folder}", root / folder, "", BIND | RECURSIVE)
    present = os.statvfs(root).f_flag
    kept = sum(flag for bit, flag in {**_KEPT, **_KEPT_TIMES}.items() if present & bit)
    _mount("none", root, "", REMOUNT | BIND | READ_ONLY | kept)
    os.chroot(root)
    if is_root:
        os.setgroups([])
        os.setresgid(USER, USER, USER)
        os.setresuid(USER, USER, USER)


def main() -> None:
    """Enter the root and become the program; end with 77 where that is forbidden."""
    root, folder, program, *arguments = sys.argv[1:]
    try:
        enter(Path(root))
    except OSError as refused:
        sys.stderr.write(f"namespaces are forbidden here: {refused}\n")
        sys.exit(FORBIDDEN)
    os.chdir(folder)
    os.execvp(program, [program, *arguments])


if __name__ == "__main__":
    main()
