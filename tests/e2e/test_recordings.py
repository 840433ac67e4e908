"""Every recorded title goes through the whole pipeline: it fails only when its recording is an error."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack.commands.importer import Outcome, import_titles
from provider_simulator.recordings import recorded_titles
from stacks import Stack, running

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture(scope="module")
def recorded(recordings: Path) -> Iterator[Stack]:
    """Return a stack whose simulator replays the recordings."""
    with running("--recordings", str(recordings)) as started:
        yield started


def test_every_recorded_title_becomes_ready_or_fails_for_its_recording(
    recorded: Stack, recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = recorded_titles(recordings)
    with recorded.client() as client:
        client.sign_in()
        outcome: Outcome = import_titles(client, titles)

    with capsys.disabled():
        print(f"\n{outcome.ready} of {len(titles)} recorded titles ready, {len(outcome.failures)} failed")
        for name, reason in outcome.failures.items():
            print(f"  {name}: {reason}")
    assert outcome.ready + len(outcome.failures) == len(titles)
    assert all("not_found" in reason.lower() or "not found" in reason.lower() for reason in outcome.failures.values())
