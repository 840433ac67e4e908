"""Languages of streams: files state ISO 639-2 codes, players expect BCP 47."""

import re
from typing import Final

UNKNOWN: Final = "und"
_SHORT: Final = {
    long: short
    for short, longs in {
        "ar": "ara",
        "az": "aze",
        "be": "bel",
        "bg": "bul",
        "bn": "ben",
        "ca": "cat",
        "cs": "ces cze",
        "cy": "cym wel",
        "da": "dan",
        "de": "deu ger",
        "el": "ell gre",
        "en": "eng",
        "es": "spa",
        "et": "est",
        "eu": "eus baq",
        "fa": "fas per",
        "fi": "fin",
        "fr": "fra fre",
        "ga": "gle",
        "gl": "glg",
        "he": "heb",
        "hi": "hin",
        "hr": "hrv",
        "hu": "hun",
        "hy": "hye arm",
        "id": "ind",
        "is": "isl ice",
        "it": "ita",
        "ja": "jpn",
        "ka": "kat geo",
        "kk": "kaz",
        "ko": "kor",
        "lt": "lit",
        "lv": "lav",
        "mk": "mkd mac",
        "ms": "msa may",
        "nb": "nob",
        "nl": "nld dut",
        "no": "nor",
        "pl": "pol",
        "pt": "por",
        "ro": "ron rum",
        "ru": "rus",
        "sk": "slk slo",
        "sl": "slv",
        "sq": "sqi alb",
        "sr": "srp",
        "sv": "swe",
        "ta": "tam",
        "te": "tel",
        "th": "tha",
        "tr": "tur",
        "uk": "ukr",
        "ur": "urd",
        "vi": "vie",
        "zh": "zho chi",
    }.items()
    for long in longs.split()
}
_FORM: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def language_of(stated: str | None) -> str:
    """Return the BCP 47 form of a stated language; `und` when there is none or it is no language."""
    primary, separator, rest = (stated or "").strip().replace("_", "-").partition("-")
    lowered = primary.lower()
    tag = _SHORT.get(lowered, lowered) + separator + rest
    return tag if _FORM.fullmatch(tag) else UNKNOWN
