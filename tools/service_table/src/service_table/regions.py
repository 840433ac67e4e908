"""Generated regions of files that people write: the lines between two marks, replaced in place.

A region starts with a comment `generated region NAME` and ends with `end of generated region`, in the comment syntax of
the file (`#`, `--`, or `<!-- … -->`). Generated lines take the indentation of the first mark.
"""

import re
from collections.abc import Mapping, Sequence

Regions = Mapping[str, Sequence[str]]
"""Lines by the name of their region."""

_START = re.compile(r"^(?P<indent>\s*)(?:#|--|<!--) generated region (?P<name>[a-z-]+)(?: -->)?$")
_END = re.compile(r"^\s*(?:#|--|<!--) end of generated region(?: -->)?$")


class RegionMismatch(ValueError):
    """The regions of a file are not those that the generator writes; the text names the region."""


def replace_regions(text: str, regions: Regions) -> str:
    """Return the text with each named region replaced by these lines; raise RegionMismatch."""
    result: list[str] = []
    open_region: str | None = None
    replaced: set[str] = set()
    for line in text.splitlines():
        if open_region is not None:
            if not _END.match(line):
                continue
            open_region = None
            result.append(line)
        elif match := _START.match(line):
            open_region = match["name"]
            if open_region not in regions or open_region in replaced:
                raise RegionMismatch(f"region {open_region} is unknown or repeated")
            replaced.add(open_region)
            result.append(line)
            result += [match["indent"] + new if new else "" for new in regions[open_region]]
        else:
            result.append(line)
    if open_region is not None:
        raise RegionMismatch(f"region {open_region} has no end")
    if missing := sorted(regions.keys() - replaced):
        raise RegionMismatch(f"region {missing[0]} is missing")
    return "\n".join(result) + "\n"
