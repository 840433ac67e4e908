"""One spelling for names that are written differently."""

import re
import unicodedata
from typing import Final

_SEPARATORS: Final = re.compile(r"[\W_]+")


def fold(name: str) -> str:
    """Return a name without case, accents and punctuation; empty for a name without letters and digits."""
    decomposed = unicodedata.normalize("NFKD", name.replace("&", " and "))
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _SEPARATORS.sub(" ", letters.replace("'", "").replace("’", "").casefold()).strip()
