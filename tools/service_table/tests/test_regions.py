"""Generated regions: replaced in place, and never lost in silence."""

import pytest

from service_table.regions import RegionMismatch, replace_regions

pytestmark = pytest.mark.unit

TEXT = "a\n  # generated region names\n  old\n  # end of generated region\nb\n"


def test_region_is_replaced_with_its_indentation() -> None:
    expected = "a\n  # generated region names\n  one\n    two\n\n  # end of generated region\nb\n"
    assert replace_regions(TEXT, {"names": ["one", "  two", ""]}) == expected


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("-- generated region x", "-- end of generated region"),
        ("<!-- generated region x -->", "<!-- end of generated region -->"),
    ],
)
def test_comment_syntax_is_that_of_the_file(start: str, end: str) -> None:
    assert replace_regions(f"{start}\n{end}\n", {"x": ["y"]}) == f"{start}\ny\n{end}\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a\n", "region names is missing"),
        (TEXT + TEXT, "region names is unknown or repeated"),
        (TEXT.replace("names", "others"), "region others is unknown or repeated"),
        (TEXT.replace("  # end of generated region\n", ""), "region names has no end"),
    ],
)
def test_region_that_does_not_match_is_named(text: str, problem: str) -> None:
    with pytest.raises(RegionMismatch, match=problem):
        replace_regions(text, {"names": []})
