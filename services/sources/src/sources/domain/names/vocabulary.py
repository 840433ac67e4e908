"""Words of names that state something else than the title, with how specific each is (0 to 100)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sources.domain.files.media_types import MEDIA_TYPES


@dataclass(frozen=True, slots=True)
class Tag:
    """What a word, or several, state."""

    field: str
    value: str
    specificity: int
    is_weak: bool = False
    """Whether the word is part of the title as well: it counts behind a certain mark, or in brackets, only."""


def _tags(field: str, specificity: int, words: Mapping[str, str], *, is_weak: bool = False) -> dict[str, Tag]:
    return {
        word: Tag(field, value, specificity, is_weak) for value, listed in words.items() for word in listed.split("|")
    }


TAGS: Final[Mapping[str, Tag]] = {
    **_tags(
        "quality",
        95,
        {
            "8K": "4320p|7680x4320",
            "4K": "2160p|2160i|3840x2160|4096x2160|4k|uhd",
            "2K": "1440p|2560x1440",
            "FHD": "1080p|1080i|1920x1080|fhd|fullhd|bd1080p",
            "HD": "720p|720i|1280x720|bd720p|hd720p",
            "SD": "576p|576i|540p|480p|480i|360p|240p|720x576|720x480|640x480|848x480",
        },
    ),
    **_tags("quality", 60, {"8K": "8k", "2K": "2k", "HD": "hd", "SD": "sd"}, is_weak=True),
    **_tags(
        "video",
        90,
        {
            "H.265": "x265|h265|h 265|x 265|hevc",
            "H.264": "x264|h264|h 264|x 264|avc",
            "AV1": "av1|av01",
            "VP9": "vp9",
            "VP8": "vp8",
            "XVID": "xvid|divx|divx5|divx6",
            "VC-1": "vc1|vc 1",
            "MPEG-2": "mpeg2|mpeg 2|h262|h 262",
            "PRORES": "prores",
        },
    ),
    **_tags("ten_bit", 80, {"10": "10bit|10 bit|10bits|hi10p|hi10|main10"}),
    **_tags("range", 70, {"SDR": "8bit|8 bit", "HDR": "hdr|hdr10|hdr10+|hdr10plus|hlg|dolby vision|dovi"}),
    **_tags("range", 50, {"HDR": "dv", "SDR": "sdr"}, is_weak=True),
    **_tags(
        "audio",
        85,
        {
            "AAC": "aac|he aac|aac lc",
            "AC3": "ac3|ac 3|dd5|dd2|dd|dolby digital",
            "EAC3": "eac3|e ac3|e ac 3|ddp|ddp5|ddp2|dd+|dd+5|ddpa|ddpa5",
            "TRUEHD": "truehd|true hd",
            "ATMOS": "atmos",
            "DTS-HD": "dts hd|dtshd|dts hd ma|dts ma|dts hdma|dts hd hra",
            "DTS:X": "dts x|dtsx",
            "DTS": "dts|dts es",
            "FLAC": "flac",
            "MP3": "mp3",
            "PCM": "lpcm|pcm",
            "OPUS": "opus",
            "VORBIS": "vorbis",
        },
    ),
    **_tags("channels", 40, {"": "5 1|7 1|2 0|2ch|6ch|8ch|1 0"}, is_weak=True),
    **_tags(
        "medium",
        90,
        {
            "BLURAY": "bluray|blu ray|bdrip|bd rip|brrip|br rip|bdremux|bd remux|bd25|bd50|uhdrip|bdmv|bdmux|microhd",
            "WEB-DL": "web dl|webdl|web hd|webhd|ithd",
            "WEBRIP": "webrip|web rip|webcap|web cap|web mux|webmux",
            "HDTV": "hdtv|hdtvrip|pdtv|dsr|dsrip|satrip|dvbrip|dvb|tvrip|tv rip|hdrip|hd rip|dthrip|ahdtv|uhdtv|sdtv",
            "DVD": "dvdrip|dvd rip|dvd5|dvd9|dvd r|dvdr|hddvd|hd dvd|dvdmux|ntsc dvd|pal dvd",
            "TELECINE": "telecine|hdtc",
            "SCREENER": "dvdscr|dvd scr|bdscr|screener|webscreener|webscr",
            "TELESYNC": "telesync|hdts|hd ts",
            "CAM": "camrip|cam rip|hdcam|hd cam",
            "VHS": "vhsrip|vhs rip",
        },
    ),
    **_tags(
        "medium",
        60,
        {
            "BLURAY": "bd|remux|disc",
            "WEB-DL": "web|amzn|nf|dsnp|hmax|atvp|hulu|itunes",
            "DVD": "dvd|laserdisc",
            "CAM": "cam",
            "TELESYNC": "ts",
            "TELECINE": "tc",
            "SCREENER": "scr",
            "VHS": "vhs",
        },
        is_weak=True,
    ),
    **_tags(
        "language",
        60,
        {
            "en": "english|eng|en",
            "fr": "french|truefrench|vff|vfq|vf|fra|fre|fr",
            "de": "german|deutsch|ger|deu|de",
            "es": "spanish|castellano|espanol|español|latino|spa|esp|es",
            "it": "italian|italiano|ita|it",
            "pt": "portuguese|portugues|dublado|por|pt|pt br",
            "ru": "russian|rus|ru",
            "ja": "japanese|jpn|jap|ja",
            "ko": "korean|kor|ko",
            "zh": "chinese|mandarin|cantonese|chi|zho|zh",
            "hi": "hindi|hin|hi",
            "ar": "arabic|ara|ar",
            "nl": "dutch|flemish|nld|dut|nl",
            "pl": "polish|pol|pldub|pl",
            "sv": "swedish|swe|sv",
            "da": "danish|dan|da",
            "no": "norwegian|nor|no",
            "fi": "finnish|fin|fi",
            "tr": "turkish|tur|tr",
            "cs": "czech|cze|ces|cz",
            "hu": "hungarian|hun|hu",
            "uk": "ukrainian|ukr",
            "mul": "multi|dual audio|dual|vostfr|multi3|dl",
        },
        is_weak=True,
    ),
    **_tags(
        "edition",
        60,
        {
            "Director's Cut": "directors cut|director's cut|director cut|dc",
            "Extended": "extended|extended cut|extended edition|extended version",
            "Unrated": "unrated|unrated cut|unrated edition",
            "Theatrical": "theatrical|theatrical cut|theatrical edition|theatrical version",
            "Final Cut": "final cut|the final cut",
            "Ultimate": "ultimate cut|ultimate edition",
            "Special Edition": "special edition|collectors edition|anniversary edition|limited edition",
            "Remastered": "remastered|4k remaster|remaster|restored|criterion|criterion collection",
            "IMAX": "imax|imax edition",
            "Uncut": "uncut|uncensored",
            "Despecialized": "despecialized",
            "Open Matte": "open matte",
        },
        is_weak=True,
    ),
    **_tags(
        "other",
        30,
        {
            "": "proper|repack|rerip|real|internal|limited|complete|subbed|dubbed|subs|sub|hardsub|softsub|nfofix"
            "|read nfo|v2|v3|retail|festival|ws|fs|hybrid|line|md|ld|3d|hsbs|half sbs|hou|sbs|custom|docu|raw|batch"
            "|60fps|hfr"
        },
        is_weak=True,
    ),
}
"""What words state, in lower case; several words are joined by a space."""

LONGEST_TAG: Final = 3
FIRST_OF_SEVERAL: Final = frozenset(words.partition(" ")[0] for words in TAGS if " " in words)

_UNREAD: Final = "mp2 mpv img strm mk3d wtv dvr-ms mp3 flac m4a ogg opus wav aac wma"
"""Suffixes of files that no scan lists."""
EXTENSIONS: Final = frozenset((*MEDIA_TYPES, *_UNREAD.split()))
_EXTRA_FOLDERS: Final = (
    "extras|extra|featurettes|featurette|behind the scenes|deleted scenes|interviews|interview|scenes|shorts"
    "|trailers|trailer|samples|sample|clips|other|bonus|special features|theme-music"
    "|backdrops"
)
EXTRA_FOLDERS: Final = frozenset(_EXTRA_FOLDERS.split("|"))
