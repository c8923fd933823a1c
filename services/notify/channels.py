"""The carriers that notices travel by. So far one: mail over SMTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import aiosmtplib

from services.notify.mail import Mail
from services.notify.notice import Obstacle, Setback
from services.notify.settings import MailServer, Security

TIMEOUT_S = 10.0
SERVICE_CLOSING = 421
TOO_LARGE = (452, 552)
"""What a server says to a sender of the size of the message (RFC 1870)."""


class NotAccepted(Exception):
    """The carrier did not take the message; `setback` says why and whether to try again."""

    def __init__(self, setback: Setback) -> None:
        super().__init__(setback.reason)
        self.setback = setback


class CarrierIsAway(Exception):
    """There is no speaking to the carrier, so that no message was offered to it; the words say why,
    such as `carrier-away 535`."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(Setback(obstacle=Obstacle.CARRIER_AWAY, code=code).reason)


class Carrier(Protocol):
    """Takes messages, or says why not."""

    def sending(self) -> AbstractAsyncContextManager[None]:
        """Around a round of messages: the connection, if one was opened, ends with it."""
        ...

    async def send(self, mail: Mail) -> None:
        """Hand one message over. Raises NotAccepted or CarrierIsAway."""
        ...


class SmtpCarrier:
    """A mail server, spoken to over one connection a round, opened with the first message.

    `hello` is the domain we introduce ourselves with; looking our own up may hang on its DNS.
    """

    def __init__(self, server: MailServer, *, hello: str, timeout_s: float = TIMEOUT_S) -> None:
        self._server = server
        self._hello = hello
        self._timeout_s = timeout_s
        self._client: aiosmtplib.SMTP | None = None

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await self._hang_up()

    async def send(self, mail: Mail) -> None:
        client = await self._connected()
        try:
            await client.sendmail(mail.sender, [mail.recipient], mail.content)
        except (OSError, aiosmtplib.SMTPException) as failure:
            if isinstance(failure, aiosmtplib.SMTPSenderRefused) and failure.code not in TOO_LARGE:
                await self._hang_up()
                raise CarrierIsAway(failure.code) from None  # It would refuse every message.
            setback = _meaning_of(failure)
            if setback.obstacle is Obstacle.CARRIER_AWAY:
                await self._hang_up()
            # What the server said may name the recipient.
            raise NotAccepted(setback) from None

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is None:
            server = self._server
            client = aiosmtplib.SMTP(
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                local_hostname=self._hello,
                timeout=self._timeout_s,
                use_tls=server.security is Security.TLS,
                start_tls=server.security is Security.STARTTLS,
            )
            try:
                await client.connect()
            except aiosmtplib.SMTPResponseException as refusal:
                raise CarrierIsAway(refusal.code) from None
            except (OSError, ValueError, aiosmtplib.SMTPException):
                raise CarrierIsAway from None
            self._client = client
        return self._client

    async def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        try:
            await client.quit(timeout=1)
        except (OSError, aiosmtplib.SMTPException):
            client.close()


def _meaning_of(failure: Exception) -> Setback:
    """What a failure says about the message: 5yz is final, 4yz is not; where the connection broke,
    the carrier went away, over this message perhaps (RFC 5321, section 4.2.1)."""
    match failure:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[refusal, *_]):
            return _answered(refusal.code)
        case aiosmtplib.SMTPResponseException():
            return _answered(failure.code)
        case aiosmtplib.SMTPNotSupported():
            return Setback(obstacle=Obstacle.REFUSED, final=True)
    return Setback(obstacle=Obstacle.CARRIER_AWAY)


def _answered(code: int) -> Setback:
    if code == SERVICE_CLOSING or not 400 <= code < 600:
        return Setback(obstacle=Obstacle.CARRIER_AWAY, code=code if code > 0 else None)
    final = code >= 500
    return Setback(obstacle=Obstacle.REFUSED if final else Obstacle.PUT_OFF, code=code, final=final)
