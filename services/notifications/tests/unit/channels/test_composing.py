"""Mail as MIME: its headers, its parts, and what no value can add to them."""

import contextlib
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.testing.clock import NOON
from notifications.application.deliveries.channels import Content, OutgoingMessage
from notifications.infrastructure.channels.email.composing import (
    InvalidAddress,
    Mail,
    Sender,
    compose,
    mailbox_of,
    named_mailbox,
)

pytestmark = pytest.mark.unit

SENDER = Sender(named_mailbox("Marquee <no-reply@marquee.example>"), mailbox_of("help@marquee.example"))
UNSUBSCRIBE = "https://marquee.example/api/v1/notifications/unsubscribe?token=" + "t" * 300


def outgoing(
    *,
    address: str = "ada@example.org",
    title: str = "Severance: S02E05",
    text: str = "Episode 5 is out.",
    html: str | None = "<p>Episode 5 is out.</p>",
    unsubscribe_url: str | None = None,
) -> OutgoingMessage:
    content = Content(title, text, title, html, unsubscribe_url=unsubscribe_url)
    return OutgoingMessage(UUID(int=7), UUID(int=1), "new_episode", address, content)


def parsed(mail: Mail) -> EmailMessage:
    message = message_from_bytes(mail.content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_message_has_a_plain_and_an_html_part_and_the_headers_of_automatic_mail() -> None:
    mail = compose(outgoing(text="Серія вийшла.", title="Серія", unsubscribe_url=UNSUBSCRIBE), SENDER, NOON)

    message = parsed(mail)
    assert message["From"] == "Marquee <no-reply@marquee.example>"
    assert message["Reply-To"] == "help@marquee.example"
    assert message["To"] == "ada@example.org"
    assert message["Subject"] == "Серія"
    assert message["Message-ID"] == "<00000000-0000-0000-0000-000000000007@marquee.example>"
    assert message["Date"].datetime == NOON
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Feedback-ID"] == "new_episode:notifications:marquee"
    assert message["Content-Language"] == "en"
    assert message.get_content_type() == "multipart/alternative"
    assert text_of(message, "plain") == "Серія вийшла.\n"
    assert text_of(message, "html") == "<p>Episode 5 is out.</p>\n"


def test_what_a_relay_signs_is_ascii_in_short_lines_and_the_same_in_every_attempt() -> None:
    message = outgoing(text="Серія " * 500, title="Серія " * 30, html="<p>" + "я" * 5000 + "</p>")

    mail = compose(message, SENDER, NOON)

    assert mail.content.isascii()
    assert max(len(line) for line in mail.content.split(b"\r\n")) <= 78
    assert b"\n" not in mail.content.replace(b"\r\n", b"")
    assert mail == compose(message, SENDER, NOON)


def test_the_link_to_unsubscribe_is_one_line_that_clients_can_read() -> None:
    content = compose(outgoing(unsubscribe_url=UNSUBSCRIBE), SENDER, NOON).content

    assert f"\r\nList-Unsubscribe: <{UNSUBSCRIBE}>\r\n".encode() in content
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in content


@pytest.mark.parametrize("link", ["https://x.example/>\r\nBcc: b@x.example", "https://x.example/" + "t" * 1000])
def test_a_link_that_does_not_fit_a_header_is_left_out(link: str) -> None:
    message = parsed(compose(outgoing(unsubscribe_url=link), SENDER, NOON))

    assert message["List-Unsubscribe"] is None
    assert message["Bcc"] is None


def test_one_click_is_offered_over_https_only() -> None:
    message = parsed(compose(outgoing(unsubscribe_url="http://127.0.0.1:8000/u?token=t"), SENDER, NOON))

    assert message["List-Unsubscribe"] == "<http://127.0.0.1:8000/u?token=t>"
    assert message["List-Unsubscribe-Post"] is None


@given(title=st.text(), text=st.text())
def test_no_value_adds_a_header_a_line_or_a_part(title: str, text: str) -> None:
    message = parsed(compose(outgoing(title=f"{title}\r\nBcc: b@example.org", text=text), SENDER, NOON))

    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    assert len(list(message.iter_parts())) == 2
    assert message.keys() == parsed(compose(outgoing(), SENDER, NOON)).keys()


@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), include_characters="\n\t")))
def test_every_text_is_read_as_it_was_written(text: str) -> None:
    message = parsed(compose(outgoing(text=text, html=text), SENDER, NOON))

    expected = text if text.endswith("\n") else f"{text}\n"
    assert (text_of(message, "plain"), text_of(message, "html")) == (expected, expected)


@pytest.mark.parametrize("text", ["a" * 2000, "a = b " * 400, "." * 90 + "\n.\nFrom here", "І" * 3000, "trailing  \n"])
def test_a_long_or_special_text_is_read_as_it_was_written(text: str) -> None:
    mail = compose(outgoing(text=text, html=None), SENDER, NOON)

    assert text_of(parsed(mail), "plain").rstrip("\n") == text.rstrip("\n")
    assert max(map(len, mail.content.split(b"\r\n"))) <= 78


def test_a_domain_is_sent_in_ascii_and_an_international_mailbox_is_marked() -> None:
    ascii_mailbox = compose(outgoing(address="ada@faß.example"), SENDER, NOON)
    international = compose(outgoing(address="ада@пошта.укр"), SENDER, NOON)

    assert ascii_mailbox.recipient == "ada@xn--fa-hia.example"
    assert not ascii_mailbox.is_international
    assert international.recipient == "ада@xn--80a1acn3a.xn--j1amh"
    assert international.is_international
    assert "\r\nTo: ада@".encode() in international.content


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@-.example",
        "a da@example.org",
        "ada@example.org\r\nBcc: b@example.org",
        "ada@example.org> SIZE=1",
        "ada@example.org, b@example.org",
        "a" * 400 + "@example.org",
        "ada@exa\x00mple.org",
        "ada@[127.0.0.1]",
    ],
)
def test_what_is_no_address_gets_no_message(address: str) -> None:
    with pytest.raises(InvalidAddress):
        compose(outgoing(address=address), SENDER, NOON)


@given(st.text())
def test_no_text_raises_anything_else(address: str) -> None:
    with contextlib.suppress(InvalidAddress):
        compose(outgoing(address=address), SENDER, NOON)
