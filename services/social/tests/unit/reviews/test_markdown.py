"""Markdown of users: what it becomes, and that nothing in it runs."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social.presentation.reviews.markdown import TAGS, render

pytestmark = pytest.mark.unit

LINK = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> a\n\nb  \nc", "<blockquote>\n<p>a</p>\n</blockquote>\n<p>b<br>\nc</p>\n"),
        ("[a](https://b.c/?d&e)", f'<p><a href="https://b.c/?d&amp;e" {LINK}>a</a></p>\n'),
        ('[a](http://b.c "title")', f'<p><a href="http://b.c" {LINK}>a</a></p>\n'),
        ("<http://b.c>", f'<p><a href="http://b.c" {LINK}>http://b.c</a></p>\n'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("[a](/users/me)", "<p>[a](/users/me)</p>\n"),
        ("[a](//b.c)", "<p>[a](//b.c)</p>\n"),
        ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>\n"),
        ("<b onclick=x>a</b>", "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>\n"),
        ("&lt;script&gt;", "<p>&lt;script&gt;</p>\n"),
        ("# a\n---", "<p># a\n---</p>\n"),
    ],
)
def test_the_subset_is_rendered_and_everything_else_is_text(text: str, html: str) -> None:
    assert render(text, spoilers=True).html == html


@pytest.mark.parametrize(
    ("text", "shown", "unshown"),
    [
        ("a ||b|| c", 'a <span class="spoiler">b</span> c', 'a <span class="spoiler"></span> c'),
        (
            "||**a** `b||c`||",
            '<span class="spoiler"><strong>a</strong> <code>b||c</code></span>',
            '<span class="spoiler"></span>',
        ),
        ("**||a||** b", '<strong><span class="spoiler">a</span></strong> b', None),
        ("`a || b` ||c||", '<code>a || b</code> <span class="spoiler">c</span>', None),
        ("||a||b||c||", '<span class="spoiler">a</span>b<span class="spoiler">c</span>', None),
    ],
)
def test_marks_enclose_spoilers(text: str, shown: str, unshown: str | None) -> None:
    assert render(text, spoilers=True).has_spoilers
    assert render(text, spoilers=True).html == f"<p>{shown}</p>\n"
    if unshown is not None:
        assert render(text, spoilers=False).html == f"<p>{unshown}</p>\n"


@pytest.mark.parametrize(
    "text", ["a ||b", "**a ||b** c||", "**a ||b** **c|| d**", "\\||a\\||", "||a\n\nb||", "`||a||`"]
)
def test_marks_that_enclose_nothing_are_text(text: str) -> None:
    rendered = render(text, spoilers=False)

    assert not rendered.has_spoilers
    assert rendered.html.count("||") == 2 or text == "a ||b"


def test_a_text_with_very_many_brackets_has_no_links() -> None:
    link = "[a](http://b.c)"

    assert render(link * 200, spoilers=True).html.count("<a ") == 200
    assert "<a " not in render(link * 201, spoilers=True).html


class _Elements(HTMLParser):
    """Collects elements, their attributes, and which of them are open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


_PARTS = st.sampled_from(
    [
        *(
            "<script>",
            "</script>",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=x>",
            "javascript:",
            "JaVaScRiPt:",
            "data:",
        ),
        *("[a](", "](", "](http://b.c", ")", "[", "]", "<", ">", '"', "'", "&#106;", "&#x6A;avascript:", "\\", "`"),
        *(
            "||",
            "|",
            "*",
            "**",
            "_",
            "~~",
            "- ",
            "> ",
            "1. ",
            "\n",
            "\n\n",
            "  \n",
            " onclick=x",
            "http://b.c",
            "vbscript:",
        ),
        *('"onmouseover="x', "[a]: javascript:x\n", "![a](", "\t", "    ", "\u2028", "é", "secret"),
    ]
)
_TEXTS = st.one_of(st.lists(_PARTS, max_size=25).map("".join), st.text(max_size=60))


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.booleans())
def test_no_text_runs_or_leaves_an_element_open(text: str, spoilers: bool) -> None:
    parsed = _Elements(render(text, spoilers=spoilers).html)

    assert parsed.open == []
    for tag, attributes in parsed.elements:
        assert tag in TAGS
        assert set(attributes) <= {"a": {"href", "rel"}, "span": {"class"}, "ol": {"start"}}.get(tag, set())
        if tag == "a":
            assert (attributes["href"] or "").lower().startswith(("http://", "https://"))
            assert attributes["rel"] == "nofollow ugc noopener"


@settings(max_examples=150, deadline=None)
@given(_TEXTS, _TEXTS)
def test_what_is_enclosed_is_not_sent_without_spoilers(before: str, after: str) -> None:
    text = f"{before}\n\nx ||zebra|| y\n\n{after}"

    rendered = render(text, spoilers=False)
    if "zebra" in rendered.html:
        # The text before has made it code, where marks are no marks.
        assert "||zebra||" in rendered.html.replace("</code>", "")
    else:
        assert rendered.has_spoilers
