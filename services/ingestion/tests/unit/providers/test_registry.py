"""The registry of providers: complete, consistent with the names in events, and what is derived from it."""

from pathlib import Path
from typing import get_args

import pytest
from services.ingestion.tests.fake_providers import FakeOmdb

from contracts.ingestion import facts as wire
from ingestion import providers
from ingestion.application.ports.providers import Providers
from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import SOURCES, Source
from ingestion.providers.reference import reference_table
from ingestion.providers.registry import SPECS, missing_sources, read_settings
from ingestion.providers.spec import ProviderSpec

pytestmark = pytest.mark.unit

FOLDER = Path(providers.__file__).parent
REFERENCE = Path(__file__).parents[5] / "docs" / "providers.md"


def _spec(name: str) -> ProviderSpec:
    return next(spec for spec in SPECS if spec.name == name)


def test_every_folder_with_a_spec_is_registered() -> None:
    assert sorted(path.parent.name for path in FOLDER.glob("*/spec.py")) == sorted(spec.name for spec in SPECS)


def test_the_registry_the_domain_and_the_events_have_the_same_names() -> None:
    names = tuple(spec.name for spec in SPECS)
    assert names == SOURCES, "add the name to `Source` in ingestion/domain/titles/facts.py"
    assert names == get_args(wire.Source), "add the name to `Source` in contracts/ingestion/facts.py"


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_settings_are_read_from_the_variables_of_the_provider(
    spec: ProviderSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = f"INGESTION_{spec.name.upper()}_"
    monkeypatch.setenv(f"{prefix}BASE_URL", "http://simulator.test")
    monkeypatch.setenv(f"{prefix}RATE", "7")
    monkeypatch.setenv(f"{prefix}RATE_SECONDS", "3")
    settings = spec.settings()
    assert (settings.base_url, settings.rate, settings.rate_seconds) == ("http://simulator.test", 7, 3)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_defaults_are_the_real_provider_over_tls(spec: ProviderSpec) -> None:
    assert (spec.settings().base_url or "").startswith("https://")


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("INGESTION_TMDB_API_KEY", "tmdb"),
        ("INGESTION_TRAKT_CLIENT_ID", "trakt"),
        ("INGESTION_OMDB_API_KEY", "omdb"),
    ],
)
def test_the_key_is_read_from_its_variable_and_an_empty_one_is_none(
    variable: str, name: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "secret")
    key = read_settings()[name].key
    assert key is not None
    assert key.get_secret_value() == "secret"
    monkeypatch.setenv(variable, "")
    assert read_settings()[name].key is None


def test_an_empty_address_turns_a_provider_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGESTION_TVMAZE_BASE_URL", "")
    assert read_settings()["tvmaze"].base_url is None


@pytest.mark.parametrize(
    ("kind", "requested"),
    [
        (JobKind.SYNC_MOVIE, ("tmdb", "trakt", "omdb")),
        (JobKind.SYNC_SHOW, ("tmdb", "trakt", "omdb", "tvmaze")),
        (JobKind.EPISODE_SYNC, ("tmdb", "trakt", "tvmaze")),
        (JobKind.TRENDING, ("tmdb", "trakt")),
        (JobKind.NOW_PLAYING, ("tmdb",)),
        (JobKind.SNAPSHOTS, ("tmdb", "trakt")),
        (JobKind.BULK_IMPORT, ()),
    ],
)
def test_a_job_misses_the_providers_that_it_requests_and_that_are_not_configured(
    kind: JobKind, requested: tuple[Source, ...]
) -> None:
    specs = [_spec(name) for name in ("tmdb", "trakt", "omdb", "tvmaze")]
    assert missing_sources((), specs)[kind] == requested
    assert missing_sources(SOURCES, specs)[kind] == ()
    only_tmdb: tuple[Source, ...] = ("tmdb",)
    assert missing_sources(only_tmdb, specs)[kind] == tuple(name for name in requested if name != "tmdb")


@pytest.mark.parametrize(("key", "header"), [("a.b.c", True), ("0123456789abcdef", False)])
def test_a_tmdb_token_is_sent_as_a_header_and_a_key_as_a_parameter(key: str, header: bool) -> None:
    credentials = _spec("tmdb").credentials(key)
    assert ("authorization" in credentials.headers, "api_key" in credentials.params) == (header, not header)


@pytest.mark.parametrize(("name", "seconds"), [("tmdb", 30), ("omdb", 5)])
def test_the_budget_of_omdb_is_waited_for_less_long(name: Source, seconds: float) -> None:
    spec = _spec(name)
    policy = spec.call_policy(spec.settings(), attempt_seconds=12, max_wait_seconds=30)
    assert policy.max_wait_seconds == seconds


def test_a_provider_by_imdb_id_counts_as_configured() -> None:
    providers = Providers(by_imdb_id={"omdb": FakeOmdb()})
    assert [name for name in SOURCES if providers.configured(name)] == ["omdb"]


def test_the_reference_lists_every_provider() -> None:
    table = reference_table(SPECS)
    assert table in REFERENCE.read_text(encoding="utf-8"), f"replace the table in docs/providers.md by:\n{table}"
