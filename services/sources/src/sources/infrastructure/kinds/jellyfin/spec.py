"""The kind `jellyfin`."""

from typing import Final

from sources.domain.media_sources.source import SourceKind
from sources.infrastructure.kinds.media_browser.spec import media_browser_spec

SPEC: Final = media_browser_spec(SourceKind.JELLYFIN, lambda key: {"authorization": f'MediaBrowser Token="{key}"'})
