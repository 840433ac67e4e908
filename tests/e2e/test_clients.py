"""The clients that are built from the document of a running stack: types, the examples of their pages, every task."""

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from uuid import uuid4

import pytest

from api_clients import python_client, typescript_client
from api_clients.__main__ import WRITTEN
from catalog_clients import CatalogClients
from contract_table import PASSWORD
from devstack.folders import cache_folder
from stacks import Stack

pytestmark = pytest.mark.integration

EXAMPLE: Final = re.compile(r"^```(?:python|ts)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
WRITTEN_VALUES: Final = ("http://127.0.0.1:8000", "ada@example.org", "Analytical-1843", "breaking-bad")
MISTAKES: Final = """\
from marquee_client import Client, models

with Client("http://127.0.0.1") as marquee:
    marquee.discovery.trending_movies(limit="5")
    marquee.titles.show("x").no_such_field
    marquee.library.replace_entry("x", models.EntryPut(state="seen"))
"""


@dataclass(frozen=True, slots=True)
class Marquee:
    """The clients of a user, of an administrator, and of no user."""

    package: Any
    url: str
    slug: str
    """The slug of a show in the catalog."""
    public: Any
    user: Any
    admin: Any

    @property
    def show(self) -> Any:
        """Return the show."""
        return self.public.titles.show(self.slug)

    @property
    def models(self) -> Any:
        """Return the models of requests."""
        return self.package.models


@pytest.fixture(scope="module")
def document(stack: Stack) -> Mapping[str, Any]:
    """Return the document of the stack."""
    return stack.openapi()


@pytest.fixture(scope="module")
def sources(document: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sources of the Python client."""
    return python_client.build(document, WRITTEN / "python", tmp_path_factory.mktemp("clients") / "python")


@pytest.fixture(scope="module")
def package(sources: Path) -> Iterator[ModuleType]:
    """Yield the Python client; another of its name is not disturbed."""
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "marquee_client"}
    sys.path.insert(0, str(sources))
    importlib.invalidate_caches()
    yield importlib.import_module("marquee_client")
    sys.path.remove(str(sources))
    for name in list(sys.modules):
        if name.partition(".")[0] == "marquee_client":
            del sys.modules[name]
    sys.modules.update(before)


@pytest.fixture(scope="module")
def slug(clients: CatalogClients) -> str:
    """Return the slug of a show; the catalog has titles in every list then."""
    return str(clients.samples["showSlug"])


@pytest.fixture(scope="module")
def account(package: Any, stack: Stack) -> tuple[str, str]:
    """Return e-mail address and password of a new user."""
    name = f"u_{uuid4().hex[:12]}"
    with package.Client(stack.gateway) as marquee:
        body = package.models.RegisterRequest(email=f"{name}@marquee.example", username=name, password=PASSWORD)
        assert marquee.sign_in.register(body).token_type == "Bearer"
    return f"{name}@marquee.example", PASSWORD


@pytest.fixture(scope="module")
def marquee(package: Any, stack: Stack, account: tuple[str, str], slug: str) -> Iterator[Marquee]:
    """Yield clients of the stack."""
    with (
        package.Client(stack.gateway) as public,
        package.Client(stack.gateway) as user,
        package.Client(stack.gateway) as admin,
    ):
        user.log_in(*account)
        admin.log_in(stack.admin_email, stack.admin_password)
        yield Marquee(package, stack.gateway, slug, public, user, admin)


@pytest.fixture(scope="module")
def example(stack: Stack, account: tuple[str, str], slug: str) -> Callable[[str], str]:
    """Return the function that returns the example of a client's page, for this stack, account and show."""

    def adapted(client: str) -> str:
        text = str(EXAMPLE.findall((WRITTEN / client / "README.md").read_text("utf-8"))[0])
        for written, actual in zip(WRITTEN_VALUES, (stack.gateway, *account, slug), strict=True):
            text = text.replace(written, actual)
        assert stack.gateway in text
        return text

    return adapted


def checked(sources: Path, program: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull]
    command += [str(sources / "marquee_client"), str(program)]
    environment = {**os.environ, "MYPYPATH": str(sources), "MYPY_CACHE_DIR": str(sources.parent / "mypy")}
    return subprocess.run(command, cwd=sources, env=environment, capture_output=True, text=True, check=False)


def test_the_python_client_is_typed_and_its_example_runs(
    sources: Path, example: Callable[[str], str], tmp_path: Path
) -> None:
    program = tmp_path / "example.py"
    program.write_text(example("python"), "utf-8")
    types = checked(sources, program)
    assert types.returncode == 0, types.stdout
    environment = {**os.environ, "PYTHONPATH": str(sources)}
    run = subprocess.run(
        [sys.executable, str(program)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "MEDIA_NOT_FOUND" in run.stdout

    program.write_text(MISTAKES, "utf-8")
    types = checked(sources, program)
    assert [line.partition("example.py:")[2].partition(":")[0] for line in types.stdout.splitlines()[:-1]] == [
        "4", "5", "6", "6",
    ]  # fmt: skip


def test_the_typescript_client_is_typed_and_its_example_runs(
    document: Mapping[str, Any], example: Callable[[str], str], tmp_path: Path
) -> None:
    folder = tmp_path / "typescript"
    program = example("typescript").replace('"@marquee/client"', '"./index.js"')
    typescript_client.build(document, WRITTEN / "typescript", folder, cache_folder(os.environ), {"example.ts": program})
    output = typescript_client.run(folder, "dist/example.js")
    assert "MEDIA_NOT_FOUND" in output

    mistake = program.replace("limit: 5 }", 'limit: "5" }')
    assert mistake != program
    (folder / "src" / "example.ts").write_text(mistake, "utf-8")
    with pytest.raises(typescript_client.CompilationFailed, match=r"example\.ts.*TS2322"):
        typescript_client.run(folder, typescript_client.COMPILER, "--project", "tsconfig.json", "--noEmit")


def _titles(marquee: Marquee) -> None:
    assert (marquee.show.slug, marquee.show.tmdb_id) == (marquee.slug, 1396)
    assert marquee.public.titles.season(marquee.slug, 1).episodes
    with pytest.raises(marquee.package.NotFound) as caught:
        marquee.public.titles.movie("no-such-movie")
    assert caught.value.code == "MEDIA_NOT_FOUND"


def _images(marquee: Marquee) -> None:
    poster = marquee.show.poster
    assert poster is not None
    _, size, file = poster.small.rsplit("/", 2)
    image = marquee.public.images.tmdb_image(size, file)
    assert image.startswith(b"\xff\xd8")


def _discovery(marquee: Marquee) -> None:
    page = marquee.public.discovery.trending_movies(limit=2)
    assert len(page.data) == 2
    listed = list(marquee.package.items(marquee.public.discovery.trending_movies, limit=50))
    assert len({movie.slug for movie in listed}) == page.meta.total


def _search(marquee: Marquee) -> None:
    title = marquee.show.title
    assert title in {result.name for result in marquee.public.search.search_everything(q=title).data}


def _where_to_watch(marquee: Marquee) -> None:
    assert marquee.public.where_to_watch.services(region="US").data


def _scores(marquee: Marquee) -> None:
    show = marquee.show
    assert marquee.public.scores.stats_by_id(show.id).media_item_id == show.id
    assert marquee.public.scores.score_formulas()


def _drop_off(marquee: Marquee) -> None:
    assert marquee.public.drop_off.rule_of_show(1396)


def _events(marquee: Marquee) -> None:
    with pytest.raises(marquee.package.InvalidRequest) as caught:
        next(marquee.public.events.follow_events(after="!"))
    assert "after" in caught.value.message


def _trends(marquee: Marquee) -> None:
    lists = marquee.public.trends.ranked_lists()
    assert lists
    assert marquee.public.trends.movements_picture_svg().startswith("<svg")


def _library(marquee: Marquee) -> None:
    show = marquee.show
    entry = marquee.user.library.replace_entry(show.id, marquee.models.EntryPut(state="watching"))
    assert (entry.state, marquee.user.library.read_entry(show.id).state) == ("watching", "watching")
    assert [one.media_item_id for one in marquee.package.items(marquee.user.library.list_entries)] == [show.id]
    assert marquee.user.library.remove_entry(show.id) is None
    assert marquee.user.library.read_entry(show.id) is None


def _watching(marquee: Marquee) -> None:
    show = marquee.show
    marquee.user.watching.record_play(marquee.models.PlayPost(media_item_id=show.id, season=1, episode=1))
    [play] = marquee.user.watching.list_plays(media_item_id=show.id).data
    assert (play.season, play.episode) == (1, 1)
    marquee.user.watching.retract_play(play.id)
    assert marquee.user.watching.list_plays(media_item_id=show.id).data == []


def _scrobbling(marquee: Marquee) -> None:
    created = marquee.user.scrobbling.create_scrobble_key(
        marquee.models.ScrobbleKeyRequest(source="jellyfin", name="Home")
    )
    assert [key.id for key in marquee.user.scrobbling.scrobble_keys()] == [created.id]
    marquee.user.scrobbling.delete_scrobble_key(created.id)


def _rankings(marquee: Marquee) -> None:
    assert marquee.user.rankings.list_rankings().data == []


def _lists(marquee: Marquee) -> None:
    created = marquee.user.lists.create_list(marquee.models.ListRequest(name="To see"))
    assert marquee.user.lists.read_list(created.id).name == "To see"
    marquee.user.lists.delete_list(created.id)
    with pytest.raises(marquee.package.NotFound):
        marquee.user.lists.read_list(created.id)


def _saved_titles(marquee: Marquee) -> None:
    show = marquee.show
    marquee.user.saved_titles.save_item(show.id, marquee.models.SaveRequest(list_="for_later"))
    assert [item.media_item_id for item in marquee.user.saved_titles.list_for_later().data] == [show.id]
    marquee.user.saved_titles.remove_saved_item(show.id, list="for_later")


def _statistics(marquee: Marquee) -> None:
    assert marquee.user.statistics.statistics(time_zone="Europe/Kyiv")
    assert marquee.user.statistics.statistics_picture_png("months")[:4] == b"\x89PNG"


def _import_and_export(marquee: Marquee) -> None:
    assert marquee.user.import_and_export.list_imports().data == []
    assert marquee.user.import_and_export.export_watched()


def _sign_in(marquee: Marquee) -> None:
    assert marquee.user.sign_in.me().email.endswith("@marquee.example")
    with pytest.raises(marquee.package.NotSignedIn):
        marquee.public.sign_in.me()


def _security(marquee: Marquee) -> None:
    body = marquee.models.ApiKeyRequest(name="Example", scopes=["library:read"])
    created = marquee.user.security.create_api_key(body)
    with marquee.package.Client(marquee.url, api_key=created.key) as program:
        assert program.library.list_entries().data == []
        with pytest.raises(marquee.package.NotAllowed):
            program.lists.create_list(marquee.models.ListRequest(name="No"))
    marquee.user.security.delete_api_key(created.id)


def _devices(marquee: Marquee) -> None:
    codes = marquee.public.devices.begin_device_sign_in(marquee.models.DeviceCodesRequest(device_name="Television"))
    assert codes.user_code
    assert marquee.user.devices.own_devices() == []


def _profiles(marquee: Marquee) -> None:
    marquee.user.profiles.change_profile(marquee.models.ProfileRequest(location="London"))
    assert marquee.user.profiles.my_profile().location == "London"


def _notifications(marquee: Marquee) -> None:
    change = marquee.models.NotificationsPreferencesRequest(digest_at="07:30")
    assert marquee.user.notifications.change_notification_preferences(change).digest_at == "07:30"
    assert {one.kind for one in marquee.user.notifications.list_notifications().data} <= {"new_device"}


def _webhooks(marquee: Marquee) -> None:
    assert marquee.user.webhooks.list_event_types()
    assert marquee.user.webhooks.list_webhooks().data == []


def _users(marquee: Marquee) -> None:
    [user] = marquee.admin.users.list_users(query=marquee.user.sign_in.me().email).data
    assert marquee.admin.users.get_user(user.id).username == user.username
    with pytest.raises(marquee.package.NotAllowed):
        marquee.user.users.list_users()


def _editing(marquee: Marquee) -> None:
    assert marquee.admin.editing.list_collections().meta.total >= 0


def _catalog_policies(marquee: Marquee) -> None:
    assert marquee.admin.catalog_policies.list_policies().data


def _lists_of_users(marquee: Marquee) -> None:
    assert marquee.admin.lists_of_users.all_lists(limit=1).meta.limit == 1


def _messages(marquee: Marquee) -> None:
    assert marquee.admin.messages.list_templates()


def _ingestion(marquee: Marquee) -> None:
    assert {source.source for source in marquee.admin.ingestion.list_sources()} >= {"tmdb", "trakt"}
    jobs = marquee.admin.ingestion.list_jobs(status=["ready"], limit=1).data
    assert marquee.admin.ingestion.get_job(jobs[0].id).status == "ready"


def _plans(marquee: Marquee) -> None:
    plans = {plan.code: plan for plan in marquee.public.plans.list_plans()}
    assert marquee.public.plans.get_plan("premium") == plans["premium"]


def _payments(marquee: Marquee) -> None:
    assert marquee.user.payments.get_subscription().plan == "free"


def _finance(marquee: Marquee) -> None:
    assert "free" in {plan.code for plan in marquee.admin.finance.list_all_plans()}


def _playback(marquee: Marquee) -> None:
    assert marquee.user.playback.list_playback_sessions() == []


def _media_sources(marquee: Marquee) -> None:
    assert marquee.user.media_sources.list_media_sources().data == []


def _sources_of_users(marquee: Marquee) -> None:
    assert isinstance(marquee.admin.sources_of_users.list_every_media_source().data, list)


def _friends(marquee: Marquee) -> None:
    assert marquee.user.friends.list_friends().data == []


def _reviews(marquee: Marquee) -> None:
    assert marquee.public.reviews.title_reviews(marquee.show.id).data == []


def _together(marquee: Marquee) -> None:
    assert marquee.user.together.list_sessions_together() == []


def _moderation(marquee: Marquee) -> None:
    assert marquee.admin.moderation.list_reports().data == []


def _videos(marquee: Marquee) -> None:
    assert marquee.admin.videos.list_active_sessions(limit=1).meta.limit == 1


JOURNEYS: Final[Mapping[str, Callable[[Marquee], None]]] = {
    "Titles": _titles,
    "Images": _images,
    "Discovery": _discovery,
    "Search": _search,
    "Where to watch": _where_to_watch,
    "Scores": _scores,
    "Drop-off": _drop_off,
    "Events": _events,
    "Trends": _trends,
    "Library": _library,
    "Watching": _watching,
    "Scrobbling": _scrobbling,
    "Rankings": _rankings,
    "Lists": _lists,
    "Saved titles": _saved_titles,
    "Statistics": _statistics,
    "Import and export": _import_and_export,
    "Sign-in": _sign_in,
    "Security": _security,
    "Devices": _devices,
    "Profiles": _profiles,
    "Notifications": _notifications,
    "Webhooks": _webhooks,
    "Plans": _plans,
    "Payments": _payments,
    "Users": _users,
    "Editing": _editing,
    "Catalog policies": _catalog_policies,
    "Lists of users": _lists_of_users,
    "Finance": _finance,
    "Messages": _messages,
    "Ingestion": _ingestion,
    "Playback": _playback,
    "Videos": _videos,
    "Media sources": _media_sources,
    "Sources of users": _sources_of_users,
    "Friends": _friends,
    "Reviews": _reviews,
    "Together": _together,
    "Moderation": _moderation,
}
"""A journey for each task of the document."""


def test_every_task_has_a_journey(document: Mapping[str, Any]) -> None:
    assert {tag["name"] for tag in document["tags"]} == set(JOURNEYS)


@pytest.mark.parametrize("task", JOURNEYS)
def test_the_python_client_does_every_task(task: str, marquee: Marquee) -> None:
    JOURNEYS[task](marquee)
