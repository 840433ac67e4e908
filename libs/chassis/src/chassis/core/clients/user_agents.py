"""Short names of clients, such as "Firefox on Linux", from what they call themselves.

Few rules instead of a library with thousands: the name helps users to recognize their own devices, and what no rule
names stays unknown. The first rule that matches counts, since browsers also name those that they resemble.
"""

import re
from typing import Final

_BROWSERS: Final = (
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/|OPiOS/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"YaBrowser/", "Yandex Browser"),
    (r"Vivaldi/", "Vivaldi"),
    (r"DuckDuckGo/", "DuckDuckGo"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"(?:Chrome|CriOS|Chromium)/", "Chrome"),
    (r"Version/[\d.]+ (?:Mobile/\w+ )?Safari/", "Safari"),
    (r"Kodi/", "Kodi"),
    (r"okhttp/", "okhttp"),
    (r"curl/", "curl"),
    (r"python-httpx|python-requests|aiohttp/|Python-urllib", "Python"),
    (r"PostmanRuntime/", "Postman"),
)
_SYSTEMS: Final = (
    (r"Xbox", "Xbox"),
    (r"PlayStation", "PlayStation"),
    (r"Tizen|SMART-TV", "Samsung TV"),
    (r"Web0S|webOS|NetCast", "LG TV"),
    (r"AppleTV|tvOS", "Apple TV"),
    (r"AFT[A-Z]", "Fire TV"),
    (r"CrKey", "Chromecast"),
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"CrOS", "ChromeOS"),
    (r"Mac OS X|Macintosh|Darwin", "macOS"),
    (r"FreeBSD", "FreeBSD"),
    (r"Linux|X11", "Linux"),
)


def _compiled(rules: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), name) for pattern, name in rules)


_BROWSER_RULES: Final = _compiled(_BROWSERS)
_SYSTEM_RULES: Final = _compiled(_SYSTEMS)


def device_name(user_agent: str) -> str | None:
    """Return the browser and the system, the one of them that is known, or null."""
    browser, system = _first(_BROWSER_RULES, user_agent), _first(_SYSTEM_RULES, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system


def _first(rules: tuple[tuple[re.Pattern[str], str], ...], user_agent: str) -> str | None:
    return next((name for pattern, name in rules if pattern.search(user_agent)), None)
