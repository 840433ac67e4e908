"""Words of the languages in which services write their exports: headers, seasons, episodes and months.

Words are compared as `column_name` returns them.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_NO_NAME: Final = re.compile(r"[\W_]+")


def column_name(header: str) -> str:
    """Return a header in lower case without accents, spaces and punctuation: `Your Rating` is `yourrating`."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", header) if not unicodedata.combining(char))
    return _NO_NAME.sub("", unicodedata.normalize("NFC", plain).casefold())


def _by_word(languages: Mapping[str, str]) -> dict[str, str]:
    return {column_name(word): language for language, words in languages.items() for word in words.split()}


TITLES: Final = _by_word(
    {
        "en": "title",
        "de": "titel",
        "fr": "titre",
        "es": "titulo",
        "it": "titolo",
        "pl": "tytuł tytul",
        "no": "tittel",
        "fi": "otsikko",
        "cs": "nazev",
        "sk": "nazov",
        "hu": "cim",
        "ro": "titlu",
        "hr": "naslov",
        "tr": "başlık baslik",
        "el": "τιτλος",
        "ru": "название",
        "uk": "назва",
        "bg": "заглавие",
        "ja": "タイトル 作品名",
        "ko": "제목",
        "zh": "标题 標題 片名",
        "vi": "tiêuđề",
        "id": "judul",
        "ms": "tajuk",
        "th": "ชื่อเรื่อง",
        "ar": "العنوان",
        "he": "כותרת",
    }
)
"""The header of a title, by the language that uses it."""

DATES: Final = _by_word(
    {
        "en": "date",
        "de": "datum",
        "es": "fecha",
        "it": "data",
        "no": "dato",
        "fi": "paivamaara",
        "hu": "dátum",
        "tr": "tarih",
        "el": "ημερομηνια",
        "ru": "дата",
        "ja": "日付 視聴日",
        "ko": "날짜",
        "zh": "日期",
        "vi": "ngày",
        "id": "tanggal",
        "ms": "tarikh",
        "th": "วันที่",
        "ar": "التاريخ",
        "he": "תאריך",
    }
)
"""The header of a date, by the language that uses it."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(column_name(word) for line in lines for word in line.split())


MOVIES: Final = _words(
    "movie movies film films filme filmy película películas фильм фільм elokuva 映画 영화 电影 電影",
    "tvmovie short tvshort video tvspecial feature",
)
"""Values that name a movie."""
SHOWS: Final = _words(
    "show shows tv tvshow tvshows series serie série serial seriale сериал серіал sarja シリーズ 시리즈 剧集 影集 dizi",
    "tvseries miniseries tvminiseries miniserie anime",
)
"""Values that name a show."""

_NUMBER: Final = r"(?P<{}>\d{{1,4}})"
_SEASON: Final = (
    r"season|series|staffel|saison|temporada|stagione|seizoen|s[aä]song|s[aæ]son|sesong|kausi|tuotantokausi|sezon|sezonul"
    r"|sezóna|série|séria|évad|сезон|シーズン|시즌|季|sezona|sezoana|mùa|musim|ฤดูกาล|ซีซั่น|σεζόν|κύκλος|الموسم|עונה"
)
_EPISODE: Final = (
    r"episode|folge|épisode|episodio|episódio|aflevering|avsnitt|afsnit|episod|jakso|odcinek|epizoda|epizod|díl|rész"
    r"|серия|эпизод|серія|епізод|エピソード|에피소드|bölüm|tập|ตอน|επεισόδιο|الحلقة|פרק|capítulo|chapter|kapitel"
    r"|chapitre|capitolo|rozdział|глава|ep"
)
SEASON: Final = re.compile(
    rf"(?:(?:{_SEASON})\s*{_NUMBER.format('after')}|{_NUMBER.format('before')}\s*[.ªºaç]?\s*(?:{_SEASON})"
    rf"|第\s*{_NUMBER.format('counted')}\s*(?:季|シーズン|期))",
    re.IGNORECASE,
)
"""A season in the words of a language: `Season 2`, `2. Staffel`, `第 2 季`."""
SINGLE_SEASON: Final = re.compile(
    r"limited series|mini-?series?|miniseria|miniserial|mini-série|minissérie|minisérie|miniszéria"
    r"|мини-сериал|мінісеріал|リミテッドシリーズ|리미티드 시리즈|迷你剧|限定剧"
    r"|série limitée|serie limitada|serie limitata",
    re.IGNORECASE,
)
"""A show that has one season."""
PART: Final = re.compile(
    r"(?:part|teil|partie|parte|deel|del|osa|część|rész|часть|частина|volume|vol\.?|volumen|book|buch|livre|libro|collection"
    r"|chapter|kapitel|パート|파트|第)\s*(?:\d{1,3}|[ivx]{1,5})(?:\s*部)?",
    re.IGNORECASE,
)
"""A part of a show that is no season of its own number."""
EPISODE: Final = re.compile(
    rf"(?:(?:{_EPISODE})\.?\s*{_NUMBER.format('after')}|{_NUMBER.format('before')}\s*[.ª]?\s*(?:{_EPISODE})"
    rf"|第\s*{_NUMBER.format('counted')}\s*(?:話|集|话|回)|{_NUMBER.format('korean')}\s*화)",
    re.IGNORECASE,
)
"""An episode in the words of a language."""

_MONTHS: Final = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jan feb mär apr mai jun jul aug sept okt nov dez",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene feb mar abr may jun jul ago sep oct nov dic",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "jan fev mar abr mai jun jul ago set out nov dez",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
)
MONTHS: Final = {name: number for names in _MONTHS for number, name in enumerate(names.split(), 1)}
"""The number of a month by its names: English, German, French, Spanish, Italian and others."""


def number_in(match: re.Match[str]) -> int:
    """Return the number of a season or episode that was matched."""
    return int(next(group for group in match.groups() if group is not None))
