"""A notice as an internet message (RFC 5322), the same bytes however often it is made. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr

from services.notify.notice import Notice

# What mail servers take without extensions: no comments, quotes, spaces or further addresses.
ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*"
)
LONGEST_ADDRESS = 254
SENDER_NAME = "回音"
CRLF = compat32.clone(linesep="\r\n")


class NoticeCannotBeMailed(ValueError):
    """The words hold something that no message can, such as half a character."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message ready for its carrier, with the envelope it travels in."""

    sender: str
    recipient: str
    content: bytes


def is_address(text: str) -> bool:
    """Whether mail can be sent there: one plain ASCII address."""
    return len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) is not None


def compose(notice: Notice, sender: str) -> Mail:
    """Write the message.

    Message-ID comes from the notice, so that a second copy, sent because we crashed between the
    carrier's acceptance and our record of it, can be told from a second notice. Auto-Submitted
    (RFC 3834) keeps absence replies away; References gathers a complaint's notices in one thread.

    The older `email` interface is used on purpose: the newer one loses spaces between encoded
    words of long Chinese subjects.
    """
    letter = notice.letter
    assert letter.address is not None
    assert is_address(letter.address)
    domain = sender.rpartition("@")[2]
    try:
        message = MIMEText(letter.body, "plain", "utf-8")
        message["Subject"] = _subject(letter.subject)
        message["From"] = formataddr((_words(SENDER_NAME), sender))
        message["To"] = formataddr((_words(letter.recipient_name), letter.address))
        message["Date"] = format_datetime(notice.planned_at)
        message["Message-ID"] = f"<{notice.id}@{domain}>"
        message["References"] = f"<{letter.complaint_id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message["X-Huiyin-Complaint"] = _one_line(letter.number)
        message["X-Huiyin-Rule"] = _one_line(letter.rule)
        message["Content-Language"] = "zh-CN"
        content = message.as_bytes(policy=CRLF)
    except (UnicodeError, ValueError) as error:
        raise NoticeCannotBeMailed(type(error).__name__) from None
    return Mail(sender, letter.address, content)


def _subject(text: str) -> str:
    """One line, whatever a customer wrote: line breaks would begin a header of their own."""
    return Header(_one_line(text), "utf-8", header_name="Subject").encode()


def _words(text: str) -> str:
    return Header(_one_line(text), "utf-8").encode()


def _one_line(text: str) -> str:
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(plain.split())
