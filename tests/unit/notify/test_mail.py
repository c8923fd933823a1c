"""A notice as a message: what is written arrives, and nothing that was not."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.mail import NoticeCannotBeMailed, compose, is_address
from tests.unit.notify.letters import NOTICE_ID, notice

SENDER = "service@minghu.example"


def received(content: bytes) -> EmailMessage:
    """The message as a mail program reads it."""
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_subject_and_body_arrive_as_they_were_written() -> None:
    message = received(compose(notice(), SENDER).content)
    assert message["Subject"] == "【投诉处理单】TS20261123-000001 明湖花园 一般"
    assert message.get_content() == "工程部：\n\n现将客户投诉转贵部门处理。\n"
    assert message["To"] == "工程部 <engineering@minghu.example>"


def test_it_says_that_a_machine_wrote_it_and_about_which_complaint() -> None:
    message = received(compose(notice(), SENDER).content)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Huiyin-Complaint"] == "TS20261123-000001"
    assert message["Message-ID"] == f"<{NOTICE_ID}@minghu.example>"


def test_a_second_copy_is_the_same_to_the_byte() -> None:
    assert compose(notice(), SENDER) == compose(notice(), SENDER)


def test_line_breaks_in_a_subject_begin_no_header() -> None:
    hostile = "漏水\r\nBcc: everybody@mail.example\r\n\r\n<script>"
    message = received(compose(notice(subject=hostile), SENDER).content)
    assert message["Bcc"] is None
    assert message["Subject"] == "漏水 Bcc: everybody@mail.example <script>"
    assert message.get_content().startswith("工程部")


def test_a_recipients_name_cannot_add_a_recipient() -> None:
    hostile = 'A" <a@mail.example>, "B'
    message = received(compose(notice(recipient_name=hostile), SENDER).content)
    assert [address.addr_spec for address in message["To"].addresses] == [
        "engineering@minghu.example"
    ]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1))
def test_any_subject_survives_the_journey(subject: str) -> None:
    plain = " ".join(subject.split())
    content = compose(notice(subject=plain), SENDER).content
    assert (received(content)["Subject"] or "") == plain
    assert b"\n" not in content.replace(b"\r\n", b"")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_body_survives_the_journey(body: str) -> None:
    message = received(compose(notice(body=body), SENDER).content)
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode() == body


def test_half_a_character_is_refused_rather_than_sent() -> None:
    with pytest.raises(NoticeCannotBeMailed):
        compose(notice(body="\ud800"), SENDER)


@pytest.mark.parametrize(
    "text",
    [
        "a@b,c@d.example",
        "a b@c.example",
        "a@b.example\r\nRCPT TO:<x@y.example>",
        "<a@b.example>",
        "王@b.example",
        "a@" + "b" * 300,
        "a@b..example",
        "@b.example",
        "",
    ],
)
def test_what_is_not_one_plain_address_is_none(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("text", ["wang@example.com", "a.b+c@mail.example", "huiyin@localhost"])
def test_a_plain_address_is_one(text: str) -> None:
    assert is_address(text)
