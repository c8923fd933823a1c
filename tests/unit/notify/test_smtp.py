"""Mail servers as they are: willing, busy, strict, silent, gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notify.channels import CarrierIsAway, NotAccepted, SmtpCarrier
from services.notify.mail import compose
from services.notify.notice import Obstacle, Setback
from services.notify.settings import MailServer, Security
from tests.unit.notify.letters import notice

MAIL = compose(notice(), "service@minghu.example")


@dataclass
class Desk:
    """A mail server's decisions: what it answers to a recipient and to the message."""

    to_sender: str = "250 OK"
    to_recipient: str = "250 OK"
    to_message: str = "250 accepted"
    received: list[Envelope] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.received.append(envelope)
        self.sessions.add(id(session))
        return self.to_message


@asynccontextmanager
async def server(desk: Desk) -> AsyncIterator[SmtpCarrier]:
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: SMTP(desk, loop=loop, hostname="mail.example"), "127.0.0.1", 0
    )
    try:
        yield carrier_at(listening.sockets[0].getsockname()[1])
    finally:
        listening.close()


def carrier_at(port: int, *, timeout_s: float = 5.0) -> SmtpCarrier:
    place = MailServer("127.0.0.1", port, Security.PLAIN)
    return SmtpCarrier(place, hello="minghu.example", timeout_s=timeout_s)


async def refusal_of(carrier: SmtpCarrier) -> NotAccepted:
    async with carrier.sending():
        with pytest.raises(NotAccepted) as refused:
            await carrier.send(MAIL)
    return refused.value


async def finds_nobody(carrier: SmtpCarrier) -> str:
    async with carrier.sending():
        with pytest.raises(CarrierIsAway) as away:
            await carrier.send(MAIL)
    return str(away.value)


async def test_a_willing_server_takes_the_message_as_it_is() -> None:
    desk = Desk()
    async with server(desk) as carrier, carrier.sending():
        await carrier.send(MAIL)
    (envelope,) = desk.received
    assert envelope.original_content == MAIL.content
    assert (envelope.mail_from, envelope.rcpt_tos) == (MAIL.sender, [MAIL.recipient])


async def test_a_round_of_messages_shares_one_connection() -> None:
    desk = Desk()
    async with server(desk) as carrier, carrier.sending():
        await carrier.send(MAIL)
        await carrier.send(MAIL)
    assert (len(desk.received), len(desk.sessions)) == (2, 1)


@pytest.mark.parametrize(
    ("desk", "setback"),
    [
        (Desk(to_recipient="550 nobody"), Setback(obstacle=Obstacle.REFUSED, code=550, final=True)),
        (Desk(to_recipient="450 later"), Setback(obstacle=Obstacle.PUT_OFF, code=450)),
        (Desk(to_message="554 spam"), Setback(obstacle=Obstacle.REFUSED, code=554, final=True)),
        (Desk(to_message="451 greylisted"), Setback(obstacle=Obstacle.PUT_OFF, code=451)),
        (Desk(to_message="421 closing"), Setback(obstacle=Obstacle.CARRIER_AWAY, code=421)),
    ],
    ids=lambda value: value.reason if isinstance(value, Setback) else "",
)
async def test_what_the_server_answers_decides_whether_to_try_again(
    desk: Desk, setback: Setback
) -> None:
    async with server(desk) as carrier:
        assert (await refusal_of(carrier)).setback == setback


async def test_after_a_refusal_the_next_message_goes_through() -> None:
    desk = Desk(to_recipient="550 nobody")
    async with server(desk) as carrier, carrier.sending():
        with pytest.raises(NotAccepted):
            await carrier.send(MAIL)
        desk.to_recipient = "250 OK"
        await carrier.send(MAIL)
    assert len(desk.received) == 1


async def test_a_refusal_does_not_name_the_recipient() -> None:
    async with server(Desk(to_recipient=f"550 {MAIL.recipient} unknown")) as carrier:
        refused = await refusal_of(carrier)
    assert MAIL.recipient not in f"{refused!r} {refused.__cause__!r}"


async def test_a_server_that_refuses_us_as_a_sender_has_refused_no_message() -> None:
    async with server(Desk(to_sender="550 not from here")) as carrier:
        assert await finds_nobody(carrier) == "carrier-away 550"


async def test_a_message_too_large_for_the_server_is_refused() -> None:
    async with server(Desk(to_sender="552 too large")) as carrier:
        refused = await refusal_of(carrier)
    assert refused.setback == Setback(obstacle=Obstacle.REFUSED, code=552, final=True)


async def test_nobody_there_is_the_carriers_trouble() -> None:
    closed = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    port = closed.sockets[0].getsockname()[1]
    closed.close()
    await closed.wait_closed()
    assert await finds_nobody(carrier_at(port)) == "carrier-away"


async def test_a_server_that_says_nothing_is_given_up_on() -> None:
    silent = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    try:
        carrier = carrier_at(silent.sockets[0].getsockname()[1], timeout_s=0.1)
        assert await finds_nobody(carrier) == "carrier-away"
    finally:
        silent.close()


async def test_a_server_without_the_wanted_security_gets_nothing() -> None:
    desk = Desk()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: SMTP(desk, loop=loop, hostname="mail.example"), "127.0.0.1", 0
    )
    place = MailServer("127.0.0.1", listening.sockets[0].getsockname()[1], Security.STARTTLS)
    try:
        assert await finds_nobody(SmtpCarrier(place, hello="h.example")) == "carrier-away"
    finally:
        listening.close()
    assert desk.received == []
