"""A mail server that delivers nothing: every message becomes an .eml file one can open.

For trying Huiyin out. Set HUIYIN_SMTP_URL to send real mail. Run as `python -m huiyin.mail_sink`
with HUIYIN_HOST, HUIYIN_PORT and HUIYIN_MAIL_DIR.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

MESSAGE_BYTES_MAX = 32 * 1024 * 1024
HANDED_OVER_AGAIN = "handed-over-again.log"
NO_ROOM = "452 4.3.1 no room to store it, try again later"


class MailFolder:
    """Stores each message once, with the envelope as two header lines.

    A sender that saw no answer offers its message again (RFC 5321, section 4.5.4.1). As a mail
    store with duplicate detection does (RFC 7352), we know it by its Message-ID: the second copy is
    accepted, noted in `handed-over-again.log` and not stored. One whose content differs is no copy.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        receivers = ", ".join(envelope.rcpt_tos)
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {receivers}\r\n"
        content = envelope.original_content or b""
        try:
            return self._store(head.encode() + content, _name_of(content))
        except OSError:
            return NO_ROOM

    def _store(self, message: bytes, name: str) -> str:
        file = self._folder / f"{name}.eml"
        if file.exists() and file.read_bytes() == message:
            with (self._folder / HANDED_OVER_AGAIN).open("a", encoding="ascii") as log:
                log.write(f"{name}\n")
            return f"250 stored before as {file.name}"
        if file.exists():
            file = self._folder / f"{name}-{hashlib.sha256(message).hexdigest()[:8]}.eml"
        unfinished = self._folder / f".{file.name}"
        try:
            unfinished.unlink(missing_ok=True)
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                out.write(message)
            unfinished.replace(file)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        return f"250 stored as {file.name}"


def _name_of(content: bytes) -> str:
    """What keeps a message itself: its Message-ID, or all of it where it has none."""
    identity = BytesHeaderParser().parsebytes(content)["Message-ID"]
    return hashlib.sha256(str(identity).encode() if identity else content).hexdigest()[:32]


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
