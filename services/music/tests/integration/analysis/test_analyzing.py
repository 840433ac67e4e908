"""Which tracks are analyzed and when; what their tags state wins."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
from services.music.tests.audio import write
from services.music.tests.integration.analysis.conftest import AnalyzedMusic, StatedAnalyzer, sound
from sqlalchemy import delete

from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from music.application.folders.managing import FolderChange
from music.domain.analysis.result import AnalysisStatus
from music.domain.folders.folder import Visibility
from music.infrastructure.analysis.tables import track_analysis

ANALYSIS = "/api/v1/admin/music/analysis"


async def tracks(client: httpx2.AsyncClient, headers: dict[str, str]) -> dict[str, dict[str, Any]]:
    data = (await client.get("/api/v1/music/tracks?limit=100", headers=headers)).json()["data"]
    return {track["title"]: track for track in data}


async def test_tags_win_over_what_was_measured(
    client: httpx2.AsyncClient, music: AnalyzedMusic, analyzer: StatedAnalyzer, tokens: Tokens
) -> None:
    write(
        music.root / "Records/a.flac",
        title="Tagged",
        artist="A",
        album="X",
        bpm="100",
        initialkey="8A",
        replaygain_track_gain="-3.00 dB",
        replaygain_track_peak="0.5",
    )
    write(music.root / "Records/b.flac", title="Plain", artist="A", album="X")
    analyzer.sounds = {"Tagged": sound(128, "C", loudness=-8), "Plain": sound(128, "C", loudness=-30)}
    await music.add()
    await music.analyzed()
    headers = tokens.bearer(uuid4())
    both = await tracks(client, headers)
    tagged, plain = both["Tagged"], both["Plain"]
    fields = ("bpm", "bpmSource", "musicalKey", "keySource", "camelot")
    assert [tagged[name] for name in fields] == [100, "file", "8A", "file", "8A"]
    assert [plain[name] for name in fields] == [128, "analysis", "C", "analysis", "8B"]
    # The album is as loud as both played as one: -30 does not count.
    album = {"album": -10.0, "albumPeak": 0.9, "albumSource": "analysis"}
    assert tagged["gain"] == {"track": -3.0, "trackPeak": 0.5, "trackSource": "file", **album}
    assert plain["gain"] == {"track": 12.0, "trackPeak": 0.9, "trackSource": "analysis", **album}
    path = f"/api/v1/music/tracks/{tagged['id']}/analysis"
    measured = (await client.get(path, headers=headers)).json()["data"]
    assert [measured[name] for name in ("status", "bpm", "bpmAlternative", "key")] == ["ready", 128, 256, "C"]
    assert (measured["loudness"], measured["albumLoudness"], measured["danceability"]) == (-8, -8, None)


async def test_a_file_that_changes_is_analyzed_again_and_one_that_moves_is_not(
    music: AnalyzedMusic, analyzer: StatedAnalyzer
) -> None:
    path = write(music.root / "Records/a.flac", title="A", artist="A", album="X")
    analyzer.sounds = {"A": sound(100, "C")}
    await music.add()
    await music.analyzed()
    (music.root / "Records/inner").mkdir()
    moved = path.rename(music.root / "Records/inner/b.flac")
    scan = await music.scan()
    assert scan.result is not None
    assert scan.result["moved"] == 1
    await music.analyzed()
    assert analyzer.titles == ["A"]
    moved.write_bytes(moved.read_bytes() + b"more")
    await music.scan()
    await music.analyzed()
    assert analyzer.titles == ["A", "A"]


async def test_a_track_that_always_fails_affects_nothing_else(
    client: httpx2.AsyncClient, music: AnalyzedMusic, analyzer: StatedAnalyzer, clock: FixedClock, tokens: Tokens
) -> None:
    for title in ("Bad", "Good"):
        write(music.root / f"Records/{title}.flac", title=title, artist="A", album="X")
    analyzer.sounds = {"Good": sound(100, "C", loudness=-12)}
    admin = tokens.bearer(uuid4(), ["admin"])
    await music.add()
    for tries in (1, 2, 3, 3):
        await music.analyzed()
        assert analyzer.titles.count("Bad") == tries
        clock.instant += timedelta(hours=3)
        await music.scan()
    await music.analyzed()
    progress = (await client.get(ANALYSIS, headers=admin)).json()["data"]
    assert (progress["ready"], progress["failed"], progress["pending"], progress["remainingSeconds"]) == (1, 1, 0, 0)
    assert analyzer.titles.count("Good") == 1
    both = await tracks(client, admin)
    # An album is as loud as what can be played of it.
    assert both["Bad"]["gain"]["album"] == -6.0
    bad = f"/api/v1/music/tracks/{both['Bad']['id']}/analysis"
    assert (await client.get(bad, headers=admin)).json()["data"]["problem"] == "it is stated nowhere"
    analyzer.sounds["Bad"] = sound(90, "D", loudness=-12)
    retried = await client.post(f"{ANALYSIS}/retry", headers=admin)
    assert (retried.status_code, retried.json()["data"]["pending"]) == (202, 1)
    await music.analyzed()
    progress = (await client.get(ANALYSIS, headers=admin)).json()["data"]
    assert (progress["ready"], progress["failed"], progress["problem"]) == (2, 0, None)


async def test_what_a_lost_worker_has_left_is_analyzed(
    music: AnalyzedMusic, analyzer: StatedAnalyzer, clock: FixedClock
) -> None:
    write(music.root / "Records/a.flac", title="A", artist="A", album="X")
    await music.add()
    await music.analyzed()
    async with music.container.units.begin() as work:
        later = music.container.clock.now() + timedelta(days=1)
        # A worker begins with it, and is lost.
        assert [track.file.title for track in await work.analyses.claim(later, 10)] == ["A"]
        assert await work.analyses.counts() == {AnalysisStatus.RUNNING: 1}
    clock.instant += timedelta(hours=3)
    analyzer.sounds = {"A": sound(100, "C")}
    await music.scan()
    await music.analyzed()
    async with music.container.units.begin() as work:
        assert await work.analyses.counts() == {AnalysisStatus.READY: 1}


async def test_only_administrators_see_the_progress(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    user = tokens.bearer(uuid4())
    for response in (
        await client.get(ANALYSIS, headers=user),
        await client.post(f"{ANALYSIS}/retry", headers=user),
        await client.get(f"{ANALYSIS}/events", headers=user),
    ):
        assert (response.status_code, response.json()["error"]["code"]) == (403, "FORBIDDEN")


async def test_the_progress_is_followed(music: AnalyzedMusic, analyzer: StatedAnalyzer) -> None:
    write(music.root / "Records/a.flac", title="A", artist="A", album="X")
    analyzer.sounds = {"A": sound(100, "C")}
    service = music.container.application.analysis
    follower = service.join(uuid4())
    await music.add()
    async for progress in follower.changes():
        if progress is not None and progress.counts.get(AnalysisStatus.READY):
            break
    service.leave(follower)


async def test_what_a_user_may_not_hear_has_no_analysis(
    client: httpx2.AsyncClient, music: AnalyzedMusic, analyzer: StatedAnalyzer, tokens: Tokens
) -> None:
    write(music.root / "Records/a.flac", title="A", artist="A", album="X")
    analyzer.sounds = {"A": sound(100, "C")}
    await music.add(change=FolderChange(visibility=Visibility.CHOSEN))
    await music.analyzed()
    [track] = (await tracks(client, tokens.bearer(uuid4(), ["admin"]))).values()
    for name in ("analysis", "compatible"):
        response = await client.get(f"/api/v1/music/tracks/{track['id']}/{name}", headers=tokens.bearer(uuid4()))
        assert (response.status_code, response.json()["error"]["code"]) == (404, "TRACK_NOT_FOUND")


async def test_energy_relates_to_the_median_of_the_library(
    client: httpx2.AsyncClient, music: AnalyzedMusic, analyzer: StatedAnalyzer, tokens: Tokens
) -> None:
    for number in range(21):
        title = f"T{number:02}"
        write(music.root / f"Records/{title}.flac", title=title, artist="A", album="X")
        analyzer.sounds[title] = sound(100, "C", energy=(number + 10) / 100)
    await music.add()
    await music.analyzed()
    user = tokens.bearer(uuid4())
    energies = {title: track["energy"] for title, track in (await tracks(client, user)).items()}
    # The energy of the tenth is the median, 0.2: its odds of 1 to 4 become even, and all odds four times as much.
    assert [energies[title] for title in ("T00", "T10", "T20")] == [0.308, 0.5, 0.632]
    [first, *rest] = (await tracks(client, user)).values()
    others = [UUID(track["id"]) for track in rest[:2]]
    analysis = await client.get(f"/api/v1/music/tracks/{first['id']}/analysis", headers=user)
    assert analysis.json()["data"]["energy"] == first["energy"]
    # With fewer than 20 there is no median.
    async with music.container.runtime.engine.begin() as connection:
        await connection.execute(delete(track_analysis).where(track_analysis.c.track_id.in_(others)))
    async with music.container.units.begin() as work:
        await work.analyses.save_scale()
    assert (await tracks(client, user))[first["title"]]["energy"] == analyzer.sounds[first["title"]].energy
