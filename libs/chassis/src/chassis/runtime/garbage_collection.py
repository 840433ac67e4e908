"""The garbage collector of a server process, tuned for many short-lived objects and few cycles."""

import gc
from typing import Final

YOUNG_OBJECTS: Final = 20_000
"""New containers before a collection. Python's 700 collects several times per request or event, and a batch of 500
events holds more live containers than that, which are scanned in vain."""
MIDDLE_COLLECTIONS: Final = 20
OLD_COLLECTIONS: Final = 50


def relax_collection() -> None:
    """Exclude what is alive now, modules and the assembled application, from collections, and collect less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, MIDDLE_COLLECTIONS, OLD_COLLECTIONS)
