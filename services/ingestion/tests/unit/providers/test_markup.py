"""Providers' texts lose their markup and nothing else."""

import pytest

from ingestion.providers.parsing.markup import line, plain

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<p>Ann &amp; Bob meet.</p><p>They leave<br/>at noon. It&#39;s &quot;fine&quot;.</p>",
            'Ann & Bob meet.\nThey leave\nat noon. It\'s "fine".',
        ),
        ("One<br>two<BR />three", "One\ntwo\nthree"),
        ("<div>One</div><ul><li>two</li><li>three</li></ul>", "One\ntwo\nthree"),
        ("<b>Bold</b> and <i>italic</i>", "Bold and italic"),
        ("A&nbsp;B &hellip; &#x27;C&#x27;", "A B … 'C'"),
        ("a <3 b, x < y & z > w", "a <3 b, x < y & z > w"),
        ("<untitled> project", "<untitled> project"),
        ("AT&T, R&D", "AT&T, R&D"),
        ("<script>alert(1)</script>Text<!-- no -->", "Text"),
        ("<p>Unclosed <em>text", "Unclosed text"),
        ("Line one.\r\n\r\nLine two.", "Line one.\nLine two."),
        ("<p> </p>", None),
        (None, None),
    ],
)
def test_a_text_is_what_a_reader_would_see(text: str | None, expected: str | None) -> None:
    assert plain(text) == expected


def test_a_name_has_one_line() -> None:
    assert line("Tom &amp; Jerry<br>Again") == "Tom & Jerry Again"
