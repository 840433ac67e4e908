"""Subtitles: what is read, what becomes of it, and what is refused with the line."""

import pytest

from playback.domain.subtitles.conversion import to_webvtt
from playback.domain.subtitles.cues import MOST_CHARACTERS, MOST_CUES
from playback.domain.uploads.errors import FileRejected

pytestmark = pytest.mark.unit

SRT = "1\r\n00:00:01,500 --> 00:00:02,000\r\nПривіт & <i>ти</i>\r\n\r\n2\r\n00:01:00,000 --> 01:00:00,000\r\nСвіт\r\n"
VTT = "WEBVTT\n\n00:00:01.500 --> 00:00:02.000\nПривіт &amp; <i>ти</i>\n\n00:01:00.000 --> 01:00:00.000\nСвіт\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_srt_in_any_unicode_becomes_webvtt(encoding: str) -> None:
    assert to_webvtt(SRT.encode(encoding)).decode() == VTT


def test_webvtt_keeps_its_cues_and_loses_styles_and_notes() -> None:
    source = (
        "WEBVTT - English\nKind: captions\n\nSTYLE\n::cue { background: url(https://example.com) }\n\nNOTE words\n\n"
        "REGION\nid:bottom\n\n2\n00:05.000 --> 00:06.000 line:10% region:bottom align:start\n<v Bob>later</v>\n\n"
        "first\n00:01.000 --> 00:02.000\n<c.red>sooner</c>\n"
    )
    assert to_webvtt(source.encode()).decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nsooner\n\n"
        "00:00:05.000 --> 00:00:06.000 line:10% align:start\n<v Bob>later</v>\n"
    )


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<script>alert(1)</script>hello", "hello"),
        ("<SCRIPT src=x>alert(1)", ""),
        ("<style>b{}</style><b onclick=x>hello</b>", "<b>hello</b>"),
        ("<img src=x onerror=alert(1)>hello", "hello"),
        ("<<script>b>hello", "&lt;"),
        ("a < b --> c", "a &lt; b --&gt; c"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("{\\an8}<font color=red>hello</font>", "hello"),
        ("<v <b>>Bob", "&lt;v <b>&gt;Bob"),
    ],
)
def test_no_script_or_style_passes(text: str, clean: str) -> None:
    source = f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n\n2\n00:00:03,000 --> 00:00:04,000\nlast\n"
    cues = to_webvtt(source.encode()).decode().split("\n\n")[1:]
    assert [cue.partition("\n")[2].strip() for cue in cues] == [*([clean] if clean else []), "last"]


def test_lines_behind_an_empty_one_continue_a_cue_of_srt() -> None:
    source = b"1\n00:00:01,000 --> 00:00:02,000\none\n\ntwo\n\n2\n00:00:03,000 --> 00:00:04,000\nthree\n"
    assert to_webvtt(source).decode().split("\n\n") == [
        "WEBVTT",
        "00:00:01.000 --> 00:00:02.000\none\ntwo",
        "00:00:03.000 --> 00:00:04.000\nthree\n",
    ]


def test_a_cue_of_srt_does_not_go_on_without_end() -> None:
    source = b"1\n00:00:01,000 --> 00:00:02,000\n" + b"a\n\n" * 1_000_000
    with pytest.raises(FileRejected, match="more than 20000 characters"):
        to_webvtt(source)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (SRT.encode("cp1251"), "line 3: the file must be UTF-8, or UTF-16 with a byte order mark"),
        (b"hello", "The file is neither WebVTT nor SRT"),
        (b"WEBVTT\n\n", "The file has no cue"),
        (b"WEBVTT\n\nno times\n", "line 3: the times of the cue are missing"),
        (b"1\n00:00:02,000 --> 00:00:01,000\nx\n", "line 2: a cue must end after it begins"),
        (b"1\n00:00:xx --> 00:00:01\nx\n", "line 2: times must have the form"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"x" * (MOST_CHARACTERS + 1), "more than 2000 characters"),
    ],
)
def test_other_files_are_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FileRejected, match=reason.replace("(", r"\(")) as refused:
        to_webvtt(data)
    assert refused.value.code == "file_subtitles"


def test_the_number_of_cues_is_limited() -> None:
    cue = b"00:01.000 --> 00:02.000\nx\n\n"
    assert to_webvtt(b"WEBVTT\n\n" + cue * MOST_CUES).count(b"-->") == MOST_CUES
    with pytest.raises(FileRejected, match="at most 20000 cues"):
        to_webvtt(b"WEBVTT\n\n" + cue * (MOST_CUES + 1))
