"""The texts in Ukrainian."""

from typing import Final

from catalog.presentation.texts.keys import Group

TEXTS: Final[dict[Group, dict[str, str]]] = {
    "verdicts": {
        "poorRatings": "Низькі оцінки",
        "belowAverage": "Нижче середнього",
        "cancelled": "Скасовано",
        "upcomingHit": "Очікувана прем’єра",
        "justReleased": "Щойно вийшло",
        "nowStreaming": "Уже на стримінгу",
        "timelessFavorite": "Улюблене поза часом",
        "steadyInterest": "Популярне вже не перший рік",
        "trendingNow": "Зараз у тренді",
        "risingHype": "Інтерес зростає",
        "criticsLoved": "Подобається критикам і глядачам",
        "strongRatings": "Високі оцінки",
        "decentRatings": "Непогані оцінки",
        "longRunning": "Триває багато сезонів",
        "mixedReviews": "Неоднозначні відгуки",
        "noConsensusYet": "Думки поки розходяться",
        "earlyReviews": "Перші відгуки",
    },
    "hints": {
        "decideToWatch": "Вирішіть, чи варто дивитися",
        "forLater": "Збережіть на потім",
        "notifyRelease": "Дізнайтеся про вихід",
    },
    "statusHints": {
        "newSeason": "Новий сезон",
        "newEpisodes": "Нові серії",
        "seriesFinale": "Серіал завершено",
    },
    "badges": {
        "NEW_EPISODE": "Нова серія",
        "CONTINUE": "Продовжити",
        "IN_WATCHLIST": "У вашому списку",
        "HIT": "Хіт",
        "NEW_RELEASE": "Новинка",
        "IN_THEATERS": "У кіно",
        "NEW_ON_STREAMING": "Новинка стримінгу",
        "RISING": "Набирає популярності",
        "TRENDING": "У тренді",
    },
    "callsToAction": {"CONTINUE": "Продовжити перегляд", "SAVE": "Зберегти", "OPEN": "Відкрити"},
    "releaseStatuses": {
        "upcoming": "Незабаром",
        "in_theaters": "У кіно",
        "new_on_streaming": "Новинка стримінгу",
        "streaming": "На стримінгу",
    },
    "homeSections": {
        "hero": "Популярне зараз",
        "continueWatching": "Продовжити перегляд",
        "fromMyList": "З вашого списку",
        "trendingMovies": "Фільми у тренді",
        "trendingShows": "Серіали у тренді",
        "inTheaters": "Зараз у кіно",
        "newOnDigital": "Новинки стримінгу",
        "newEpisodes": "Нові серії",
    },
    "policyReasons": {
        "MISSING_ORIGIN_COUNTRY": "Країна походження невідома",
        "MISSING_ORIGINAL_LANGUAGE": "Мова оригіналу невідома",
        "BLOCKED_COUNTRY": "Країну походження заблоковано",
        "BLOCKED_LANGUAGE": "Мову оригіналу заблоковано",
        "BREAKOUT_ALLOWED": "Дозволено як виняток завдяки успіху",
        "MISSING_GLOBAL_SIGNALS": "Оцінок чи голосів замало, або вони занизькі",
        "NEUTRAL_COUNTRY": "Одну з країн походження не дозволено й не заблоковано",
        "NEUTRAL_LANGUAGE": "Мову оригіналу не дозволено й не заблоковано",
        "ALLOWED_COUNTRY": "Країну походження дозволено",
        "ALLOWED_LANGUAGE": "Мову оригіналу дозволено",
    },
}
SEASONS: Final = {
    "one": "{count} сезон",
    "few": "{count} сезони",
    "many": "{count} сезонів",
    "other": "{count} сезону",
}
"""By plural category of the language (CLDR)."""
