"""The built-in mail sink keeps each message once, however often it is handed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope

from huiyin.mail_sink import HANDED_OVER_AGAIN, MailFolder

MESSAGE = b"Message-ID: <7@huiyin>\r\nSubject: supervision order\r\n\r\nbody\r\n"


async def hand_over(folder: Path, content: bytes) -> str:
    envelope = Envelope()
    envelope.mail_from, envelope.rcpt_tos = "huiyin@example.com", ["zhang@example.com"]
    envelope.original_content = content
    return await MailFolder(folder).handle_DATA(None, None, envelope)  # type: ignore[arg-type]


def stored_in(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.glob("*.eml")]


async def test_the_same_message_again_is_accepted_and_kept_once(tmp_path: Path) -> None:
    first = await hand_over(tmp_path, MESSAGE)
    second = await hand_over(tmp_path, MESSAGE)

    (stored,) = stored_in(tmp_path)
    assert stored.endswith(MESSAGE)
    assert first.startswith("250") and second.startswith("250")
    assert len((tmp_path / HANDED_OVER_AGAIN).read_text().splitlines()) == 1


@pytest.mark.parametrize(
    "other",
    [
        MESSAGE.replace(b"<7@huiyin>", b"<8@huiyin>"),
        MESSAGE.replace(b"body", b"other words"),
        MESSAGE.replace(b"Message-ID: <7@huiyin>\r\n", b""),
    ],
    ids=["another id", "the same id with other words", "no id"],
)
async def test_another_message_is_kept_too(tmp_path: Path, other: bytes) -> None:
    await hand_over(tmp_path, MESSAGE)
    await hand_over(tmp_path, other)

    assert len(stored_in(tmp_path)) == 2
    assert not (tmp_path / HANDED_OVER_AGAIN).exists()


async def test_without_room_the_sender_is_asked_to_try_later(tmp_path: Path) -> None:
    sink = tmp_path / "mail"
    envelope = Envelope()
    envelope.mail_from, envelope.rcpt_tos = "huiyin@example.com", ["zhang@example.com"]
    envelope.original_content = MESSAGE
    folder = MailFolder(sink)
    sink.rmdir()  # Nothing can be written any more, as on a full disk.

    reply = await folder.handle_DATA(None, None, envelope)  # type: ignore[arg-type]

    assert reply.startswith("452 ")
