"""The mail server of a world: it keeps what it accepted, and sometimes will not or cannot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.notify.channels import CarrierIsAway, NotAccepted
from services.notify.mail import Mail
from services.notify.notice import Obstacle, Setback
from tests.simulation.weather import Weather

PUT_OFF = 451
MESSAGE_ID = re.compile(rb"^Message-ID: <(.+)@.+>\r$", re.MULTILINE)


class PostOffice:
    """`accepted` counts the hand-overs of each message by its id."""

    def __init__(self, weather: Weather) -> None:
        self.accepted: Counter[str] = Counter()
        self._weather = weather

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        yield

    async def send(self, mail: Mail) -> None:
        await self._weather.pass_by()
        share = self._weather.climate.failure
        if self._weather.chance(share):
            raise CarrierIsAway
        if self._weather.chance(share):
            raise NotAccepted(Setback(obstacle=Obstacle.PUT_OFF, code=PUT_OFF))
        self.accepted[_message_id(mail)] += 1
        await self._weather.pass_by()
        if self._weather.chance(share):
            # It was taken, and the connection broke before the server could say so.
            raise NotAccepted(Setback(obstacle=Obstacle.CARRIER_AWAY))


def _message_id(mail: Mail) -> str:
    found = MESSAGE_ID.search(mail.content)
    assert found is not None, "every mail says whose it is"
    return found[1].decode()
