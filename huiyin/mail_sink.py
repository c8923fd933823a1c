"""A mail server that delivers nothing: every message becomes an .eml file one can open.

For trying Huiyin out. Set HUIYIN_SMTP_URL to send real mail. Run as `python -m huiyin.mail_sink`
with HUIYIN_HOST, HUIYIN_PORT and HUIYIN_MAIL_DIR.
"""

from __future__ import annotations

import asyncio
import os
import signal
import uuid
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

MESSAGE_BYTES_MAX = 32 * 1024 * 1024


class MailFolder:
    """Stores each message under its time of arrival, with the envelope as two header lines."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        receivers = ", ".join(envelope.rcpt_tos)
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {receivers}\r\n"
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{uuid.uuid4().hex[:6]}.eml"
        unfinished = self._folder / f".{name}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(head.encode() + (envelope.original_content or b""))
        unfinished.replace(self._folder / name)
        return f"250 stored as {name}"


async def serve(host: str, port: int, folder: Path) -> None:
    """Accept mail until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    storing = MailFolder(folder)
    server = await loop.create_server(
        lambda: SMTP(
            storing,
            loop=loop,
            hostname="huiyin.local",
            ident="Huiyin mail sink",
            enable_SMTPUTF8=True,
            data_size_limit=MESSAGE_BYTES_MAX,
        ),
        host,
        port,
    )
    # Not `async with`: leaving it waits for clients that keep their connection open.
    await stop.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(
        serve(
            os.environ["HUIYIN_HOST"],
            int(os.environ["HUIYIN_PORT"]),
            Path(os.environ["HUIYIN_MAIL_DIR"]),
        )
    )
