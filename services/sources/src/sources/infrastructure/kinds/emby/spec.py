"""The kind `emby`."""

from typing import Final

from sources.domain.media_sources.source import SourceKind
from sources.infrastructure.kinds.media_browser.spec import media_browser_spec

SPEC: Final = media_browser_spec(SourceKind.EMBY, lambda key: {"x-emby-token": key})
