"""Music that is analyzed: by a simulator whose results tests state, or by ffmpeg."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from services.music.tests.integration.conftest import SECONDS, Music, serving, settings_of

from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import CreateDatabase
from jobs.model import Job
from jobs.ports import JobFilter
from music.application.jobs import JobKind
from music.application.library.views import TrackFile
from music.bootstrap import build
from music.domain.analysis.keys import key_of
from music.domain.analysis.loudness import Loudness
from music.domain.analysis.result import AnalysisFailed, TrackAnalysis
from music.domain.analysis.tempo import Tempo
from music.domain.analysis.tonality import Tonality


def sound(bpm: float, key: str, energy: float = 0.5, loudness: float = -10.0) -> TrackAnalysis:
    """Return the analysis of a track."""
    tonic = key_of(key)
    assert tonic is not None
    return TrackAnalysis(
        Loudness(loudness, 5.0, 0.9, {round(loudness * 10): 100}),
        None,
        Tempo(bpm, bpm * 2, 0.8),
        Tonality(tonic, 0.9),
        energy,
        None,
    )


@dataclass
class StatedAnalyzer:
    """Returns what a test states, by the title of a track; other tracks cannot be read."""

    sounds: dict[str, TrackAnalysis] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    """Of the tracks that were analyzed, in order."""
    processes: int = 2

    def check(self) -> None:
        """Lack nothing."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator["StatedAnalyzer"]:
        """Return itself."""
        yield self

    async def analyze(self, file: TrackFile) -> TrackAnalysis:
        """Return what is stated."""
        self.titles.append(file.title)
        if file.title not in self.sounds:
            raise AnalysisFailed("it is stated nowhere")
        return self.sounds[file.title]


class AnalyzedMusic(Music):
    """The service with an analyzer."""

    async def analyzed(self) -> Job:
        """Return the newest analysis as soon as none is queued or runs."""
        async with asyncio.timeout(SECONDS):
            while True:
                async with self.container.units.read() as work:
                    jobs, _ = await work.jobs.find(JobFilter(kinds=(JobKind.ANALYZE,)))
                if jobs and all(job.finished_at is not None for job in jobs):
                    return jobs[0]
                await asyncio.sleep(0.02)


@pytest.fixture
def analyzer() -> StatedAnalyzer:
    """Return an analyzer without a sound."""
    return StatedAnalyzer()


@pytest.fixture
def clock() -> FixedClock:
    """Return the clock of the service."""
    return FixedClock(step=timedelta(milliseconds=1))


@pytest_asyncio.fixture
async def music(
    create_database: CreateDatabase, tmp_path: Path, analyzer: StatedAnalyzer, clock: FixedClock
) -> AsyncIterator[AnalyzedMusic]:
    """Return the service with the simulator."""
    urls = await create_database("music")
    container = build(settings_of(urls.app, tmp_path), clock=clock, analyzer=analyzer)
    async with serving(container, tmp_path):
        yield AnalyzedMusic(container, tmp_path)
