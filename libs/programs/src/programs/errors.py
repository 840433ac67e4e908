"""Why an external program did not do its work.

ProgramError
├── ToolsMissing
├── ScratchFull
└── ToolFailed
"""


class ProgramError(Exception):
    """Base of what stops the work of a program."""


class ToolsMissing(ProgramError):
    """The program is not installed."""

    def __init__(self, setting: str) -> None:
        super().__init__(f"The programs that encode are not installed: set {setting}")


class ScratchFull(ProgramError):
    """The folder of temporary files has no room for what the work needs."""

    def __init__(self, needed: int | None = None) -> None:
        """`needed` is the number of bytes, if it is known."""
        what = "is full" if needed is None else f"has no room for {needed} bytes"
        super().__init__(f"The folder of temporary files {what}")


class ToolFailed(ProgramError):
    """A program ended with an error, or by a limit."""

    def __init__(self, program: str, reason: str, *, limited: bool = False) -> None:
        super().__init__(f"{program} failed: {reason}")
        self.limited = limited
        """Whether a limit of time, memory or output ended it."""
