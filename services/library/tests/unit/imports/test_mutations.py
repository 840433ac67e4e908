"""Whatever happens to a file, its rows are read or refused: never an error of any other kind."""

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.imports.errors import ImportRefused
from library.domain.imports.keys import effects
from library.domain.imports.reading import READERS, parse
from library.domain.imports.rows import Format, ParsedFile

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
AT = "2024-02-13T20:15:00Z"

TABLES: Final[dict[Format, str]] = {
    "letterboxd": "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
    '2024-02-20,Blue Harbour,2021,https://boxd.it/e1,3.5,Yes,"calm, sea",2024-02-18\n'
    '2024-02-21,"Tür, die nie schließt",1999,,,,,2024-02-21\n',
    "imdb": "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Year\n"
    'tt9000001,8,2024-02-13,"Blue, Harbour",https://www.imdb.com/title/tt9000001,Movie,7.1,2021\n'
    "tt9000003,7,2024-02-13,Zinnstadt: Größe,https://www.imdb.com/title/tt9000003,TV Episode,7.1,2021\n",
    "tmdb": "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"
    f"801,tt9000001,movie,Blue Harbour,2021-07-20T00:00:00Z,,,7.7,7,{AT}\n"
    f'802,,tv,"Zinn, Größe S1E2",,1,2,7.7,7,{AT}\n',
    "simkl": "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n"
    "5,Tin Town,tv,2015,watching,s03e04,13-02-2024 20:15:00,9,Größe,701,802,tt9000002\n"
    '6,"Blue, Harbour",movie,2021,completed,,13-02-2024,,,,801,\n',
    "netflix": 'Titel,Datum\n"Zinnstadt: Staffel 2: Größe",13.02.24\n"Blauer Hafen, spät",3.02.24\n',
    "amazon-prime": "Date Watched,Type,Title,Episode Title,Global Title Identifier\n"
    '1736456347817,Series,Tin Games - Season 1,"Episode 5: Größe, spät",gti.1\n13/02/2024,Movie,Blue,,gti.2\n',
    "tv-time": "ep_id,ep_no,s_no,s_id,created_at,key,series_name,is_followed\n"
    "702,2,1,701,2024-02-13 20:15:00,watch-episode-a,Größe (2015),\n"
    ',,,704,2024-02-13 20:15:00,user-series-b,"Blue, Sky",true\n',
    "yamtrack": "media_id,source,media_type,title,season_number,episode_number,score,status,notes,end_date,progress\n"
    '801,tmdb,movie,"Blue, Harbour",,,8.5,Completed,Größe,2024-02-13 20:15:00+00:00,1\n'
    "802,tmdb,episode,,1,2,,,,2024-02-13,\n",
    "generic": "title,year,type,season,episode,watchedAt,state,rating,tags,list\n"
    '"Blue, Harbour",2021,movie,,,13.02.2024,completed,85,calm|sea,Rainy\nGröße,2015,show,1,2,3.2.2024,,,,\n',
}
TITLE = {"title": "Größe", "year": 2021, "ids": {"trakt": 901, "imdb": "tt9000001", "tmdb": 801}}
MEDIA = "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"
ITEM = {"mediaId": MEDIA, "origin": "api", "key": "a", "at": AT, "sequence": 1}
DOCUMENTS: Final[dict[Format, object]] = {
    "trakt": [
        {
            "plays": 2,
            "last_watched_at": AT,
            "show": TITLE,
            "seasons": [{"number": 1, "episodes": [{"number": 2, "plays": 2}]}],
        }
    ],
    "simkl": {"shows": [{"status": "watching", "show": TITLE, "last_watched_at": AT, "last_watched": "S01E02"}]},
    "generic": [{**TITLE, "watchedAt": AT, "tags": ["a"], "rating": 85}],
    "marquee": {
        "format": "marquee",
        "version": 1,
        "titles": [{"mediaId": MEDIA, "kind": "show", "title": "Größe", "tmdbId": 801, "releaseDate": "2021-03-04"}],
        "plays": [
            {**ITEM, "season": 1, "episode": 2, "watchedAt": AT, "precision": "instant", "causation": {"a": "b"}},
        ],
        "marks": [
            {**ITEM, "key": "b", "kind": "tags", "value": ["a"], "sequence": 2},
            {**ITEM, "key": "c", "kind": "progress", "value": {"seasons": {"1": 2}}, "sequence": 3},
        ],
        "lists": [{"id": "1", "name": "a"}],
        "listItems": [{"listId": "1", "mediaId": MEDIA, "position": 1, "addedAt": AT}],
    },
}
ANIME = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<myanimelist><anime><series_animedb_id>9</series_animedb_id>'
    "<series_title><![CDATA[Größe]]></series_title><series_type>TV</series_type><my_status>Completed</my_status>"
    "<my_watched_episodes>12</my_watched_episodes><my_score>9</my_score></anime></myanimelist>"
)
LIST = (
    "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2024-01-01,Calm,,x,\n\n"
    "Position,Name,Year,URL,Description\n1,Blue Harbour,2021,https://boxd.it/abcd,\n"
)


def archive() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("diary.csv"), TABLES["letterboxd"])
        packed.writestr(zipfile.ZipInfo("lists/calm.csv"), LIST)
    return output.getvalue()


SAMPLES: Final = [
    *(text.encode() for text in TABLES.values()),
    *(json.dumps(document, ensure_ascii=False).encode() for document in DOCUMENTS.values()),
    ANIME.encode(),
    LIST.encode(),
    archive(),
]


def read(content: bytes, source: Format | None = None) -> ParsedFile | None:
    """Return the rows of a file and check that they can be stored, null when it is refused."""
    try:
        parsed = parse("upload", content, NOW, source)
    except ImportRefused:
        return None
    keys = [effect.key for effect in effects(parsed)]
    assert len(keys) == len(set(keys))
    repr(parsed).encode()
    assert "\0" not in "".join(row.title for row in parsed.rows)
    return parsed


def test_there_is_a_sample_of_every_format() -> None:
    formats = {parsed.format for sample in SAMPLES if (parsed := read(sample)) and parsed.rows and not parsed.rejected}
    assert formats == {reader.name for reader in READERS}


@given(st.binary(max_size=2000), st.sampled_from([None, *(reader.name for reader in READERS)]))
def test_arbitrary_bytes_are_read_or_refused(content: bytes, source: Format | None) -> None:
    read(content, source)


@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 20), st.binary(max_size=8)), min_size=1, max_size=6),
)
def test_mutated_samples_are_read_or_refused(sample: bytes, edits: list[tuple[int, int, bytes]]) -> None:
    for at, removed, inserted in edits:
        at %= len(sample) + 1
        sample = sample[:at] + inserted + sample[at + removed :]
    read(sample)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["tt9000001", AT, "S01E02"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["ids", "title", "show", "number"]), inner)
    ),
    max_leaves=5,
)


@given(st.sampled_from(list(DOCUMENTS.values())), st.data())
def test_documents_with_members_of_any_type_are_read_or_refused(document: object, data: st.DataObject) -> None:
    def changed(value: object) -> object:
        if data.draw(st.integers(0, 7)) == 0:
            return data.draw(VALUES)
        if isinstance(value, dict):
            return {name: changed(member) for name, member in value.items()}
        return [changed(item) for item in value] if isinstance(value, list) else value

    read(json.dumps(changed(document)).encode("utf-8", "surrogatepass"))


@given(
    st.sampled_from(list(TABLES)),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
def test_delimiter_encoding_and_line_ends_change_no_row(
    source: Format, delimiter: str, encoding: str, end: str, hint: bool
) -> None:
    rows = [line.split("\x1f") for line in _with_separator(TABLES[source]).splitlines()]
    text = end.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    before = f"sep={delimiter}{end}" if hint else ""
    parsed, plain = read((before + text).encode(encoding)), read(TABLES[source].encode())
    assert parsed
    assert plain
    assert parsed.format == source
    without_positions = [[repr(row).partition("title=")[2] for row in item.rows] for item in (parsed, plain)]
    assert without_positions[0] == without_positions[1]
    assert [effect.key for effect in effects(parsed)] == [effect.key for effect in effects(plain)]


def _with_separator(text: str) -> str:
    """Return a table whose cells are separated by a character that no cell has."""
    parts = text.split('"')
    return "".join(part if at % 2 else part.replace(",", "\x1f") for at, part in enumerate(parts))
