"""The dashboards as files of Grafana."""

import json
from collections.abc import Mapping
from typing import Final

from deploy.observability.generator.boards.events import EVENTS
from deploy.observability.generator.boards.gateway import GATEWAY
from deploy.observability.generator.boards.ingestion import INGESTION
from deploy.observability.generator.boards.overview import OVERVIEW
from deploy.observability.generator.boards.postgres import POSTGRES
from deploy.observability.generator.boards.service import SERVICE
from deploy.observability.generator.panels import document

ALL: Final = (OVERVIEW, EVENTS, INGESTION, GATEWAY, POSTGRES, SERVICE)


def dashboards() -> Mapping[str, str]:
    """Return the text of each dashboard, by its name."""
    return {
        dashboard.uid.removeprefix("marquee-"): json.dumps(document(dashboard), indent=1) + "\n" for dashboard in ALL
    }
