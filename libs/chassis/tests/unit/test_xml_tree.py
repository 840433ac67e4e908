"""XML that another party sent: what is read of it, and what is refused."""

import pytest

from chassis.core.outgoing.xml_tree import DEEPEST, LONGEST_TEXT, XmlUnreadable, parse

pytestmark = pytest.mark.unit

FEED = b"""<?xml version="1.0"?><a:rss xmlns:a="https://a.example"><item> <b>x &amp; </b><b>y</b></item><c/></a:rss>"""


def test_elements_are_read_by_name_and_with_their_text() -> None:
    root = parse(FEED)
    assert (root.name, root.text_of("item", "b"), root.text_of("c")) == ("https://a.example rss", "x &", None)
    item = root.find("item")
    assert item is not None
    assert [element.text for element in item.all("b")] == ["x & ", "y"]
    assert root.find("item", "none", "b") is None


def test_names_are_those_of_the_document_without_namespaces() -> None:
    assert parse(FEED, namespaces=False).name == "a:rss"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "XML"),
        (b"<a><b></a>", "XML"),
        (b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>', "XML with no document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "XML with no document type"),
        (b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1), "XML with fewer and less nested elements"),
        (b"<a>" + b"x" * (LONGEST_TEXT + 1) + b"</a>", "XML with shorter texts"),
    ],
)
def test_document_that_is_not_read(body: bytes, reason: str) -> None:
    with pytest.raises(XmlUnreadable) as refused:
        parse(body)
    assert str(refused.value) == reason


def test_longer_texts_can_be_permitted() -> None:
    body = b"<a>" + b"x" * (LONGEST_TEXT + 1) + b"</a>"
    assert len(parse(body, longest_text=len(body)).text) == LONGEST_TEXT + 1
