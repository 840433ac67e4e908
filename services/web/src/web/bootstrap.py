"""The composition root."""

from dataclasses import dataclass

from chassis.core.clock import Clock
from chassis.runtime.clock import SystemClock
from chassis.runtime.health import Health
from web.application import Application
from web.application.sessions import OpenSession
from web.infrastructure.gateway_api import GatewayApi
from web.infrastructure.storage_uploads import StorageUploads
from web.presentation.rendering import Renderer
from web.presentation.rendering.static_files import StaticFiles
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    settings: Settings
    api: GatewayApi
    uploads: StorageUploads
    application: Application
    renderer: Renderer
    static: StaticFiles
    health: Health
    clock: Clock


def build(settings: Settings, *, clock: Clock = SystemClock()) -> Container:
    """Create the service; open no connection."""
    api = GatewayApi(settings.gateway_url, seconds=settings.api_seconds)
    uploads = StorageUploads(seconds=settings.api_seconds)
    static = StaticFiles.read()
    return Container(
        settings,
        api,
        uploads,
        Application(api, OpenSession(api, clock), uploads),
        Renderer(static.address, settings.public_url, has_music=settings.serves_music),
        static,
        Health(),
        clock,
    )
