"""Analyzes files: ffmpeg decodes, a pool of processes measures. Both give way to everything else."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from multiprocessing import get_context
from typing import Final

from music.application.library.views import TrackFile
from music.domain.analysis.result import AnalysisFailed, TrackAnalysis
from music.infrastructure.analysis.measuring import RATE, STEP_SECONDS, analysis_of
from music.infrastructure.audio.inputs import QUIET, arguments, open_input
from music.infrastructure.processes import end_with_worker
from programs.children import Limits, output_of
from programs.errors import ToolFailed
from programs.tools import Tools

SEGMENT_SECONDS: Final = 60
SEGMENT_BEGIN: Final = 0.15
"""Where the segment begins: introductions have neither the tempo nor the key of the piece."""
_NICENESS: Final = 19
_LONGEST_SECONDS: Final = 12 * 3600
"""Of a file; what is behind is not heard."""
_LEVELS: Final = (
    "silencedetect=noise=-60dB:duration=1,"
    "ebur128=peak=true:dualmono=true:framelog=quiet:metadata=1,"
    "ametadata=mode=print:key=lavfi.r128.M:file=-"
)
_LIMITS: Final = Limits(
    processor_seconds=1800,
    wall_seconds=3600,
    memory_bytes=2 * 2**30,
    file_bytes=0,
    output_bytes=64 * 2**20,
    niceness=_NICENESS,
)


class AnalysisProcesses:
    """Analyzes up to `processes` files at a time."""

    def __init__(self, tools: Tools, processes: int, limits: Limits = _LIMITS) -> None:
        self._tools = tools
        self._limits = limits
        self.processes = processes

    def check(self) -> None:
        """Raise ToolsMissing without ffmpeg."""
        self._tools.path("ffmpeg")

    @asynccontextmanager
    async def open(self) -> AsyncIterator["RunningAnalysis"]:
        """Start the pool; it ends with the block, or with the worker."""
        running = RunningAnalysis(self._tools.path("ffmpeg"), self._limits, self.processes)
        try:
            yield running
        finally:
            await asyncio.to_thread(running.close)


class RunningAnalysis:
    """The pool of processes."""

    def __init__(self, ffmpeg: str, limits: Limits, processes: int) -> None:
        self._ffmpeg = ffmpeg
        self._limits = limits
        self._processes = processes
        self._pool = self._new_pool()

    async def analyze(self, file: TrackFile) -> TrackAnalysis:
        """Decode the file twice: whole for its loudness, and a segment for its tempo and key."""
        try:
            async with open_input(file) as descriptor:
                filtered = ("-t", str(_LONGEST_SECONDS), "-map", "0:a:0", "-af", _LEVELS, "-f", "null", "-")
                levels, messages = await self._output(descriptor, (), filtered)
                begin = SEGMENT_BEGIN * levels.count(b"lavfi.r128.M=") * STEP_SECONDS
                if not begin:
                    raise AnalysisFailed("it has no sound")
                mono = ("-map", "0:a:0", "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-")
                position = ("-ss", f"{begin:.3f}", "-t", str(SEGMENT_SECONDS))
                segment, _ = await self._output(descriptor, position, mono)
        except OSError as error:
            raise AnalysisFailed(f"it cannot be opened: {os.strerror(error.errno or 0)}") from error
        return await self._measure(levels, messages, segment)

    def close(self) -> None:
        """End the pool; what it has not begun is not done."""
        self._pool.shutdown(cancel_futures=True)

    async def _output(self, descriptor: int, position: Sequence[str], output: Sequence[str]) -> tuple[bytes, str]:
        command = (self._ffmpeg, *QUIET, *position, *arguments(descriptor), *output)
        try:
            printed, ended = await output_of(command, self._limits, inherit=(descriptor,))
        except ToolFailed as failure:
            raise AnalysisFailed(str(failure)) from failure
        if ended.status != 0:
            reason = ended.messages.splitlines()[-1] if ended.messages else f"ffmpeg ended with {ended.status}"
            raise AnalysisFailed(reason)
        return printed, ended.messages

    async def _measure(self, levels: bytes, messages: str, segment: bytes) -> TrackAnalysis:
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, analysis_of, levels, messages, segment)
        except BrokenProcessPool as broken:
            if self._pool is pool:
                self._pool = self._new_pool()
            raise AnalysisFailed("the process that measures has ended") from broken

    def _new_pool(self) -> ProcessPoolExecutor:
        # A forked worker would inherit its event loop and connections.
        return ProcessPoolExecutor(self._processes, get_context("forkserver"), initializer=_begin)


def _begin() -> None:
    os.nice(_NICENESS)
    end_with_worker()
