"""The class of each request in rate limits: what costs much has a quota of its own.

Services declare the classes of their routes (`request_class`); pictures are known by the ends of their paths. All other
requests are reads or writes.
"""

from typing import Final

from gateway.domain.routes import READS as READING
from gateway.domain.routes import SAFE, Target

READS: Final = "reads"
WRITES: Final = "writes"
SEARCH: Final = "search"
CHARTS: Final = "charts"
IMAGES: Final = "images"
EXPORTS: Final = "exports"
LINKS: Final = "links"
"""Files by signed links: devices behind one address read them, and none of them sends a token."""
SIGN_IN: Final = "sign-in"
CLASSES: Final = (READS, WRITES, SEARCH, CHARTS, IMAGES, EXPORTS, LINKS, SIGN_IN)

_OF_READS: Final = frozenset({SEARCH, IMAGES, EXPORTS, LINKS})
_PICTURES: Final = (".svg", ".png")


def request_class_of(target: Target | None, method: str) -> str:
    """Return the class of a request; null stands for a path that no service serves."""
    if target is not None:
        if target.is_sign_in(method):
            return SIGN_IN
        if method in READING and target.route.request_class in _OF_READS:
            return target.route.request_class
        if method in READING and target.rest and target.rest[-1].endswith(_PICTURES):
            return CHARTS
    return READS if method in SAFE else WRITES
