"""The real application under one pack, with its post room and clock in the scenario's hands."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from huiyin.scenarios.story import Happening, Posted, Story
from huiyin.simulation.plain_bus import Hear, done
from huiyin.simulation.plain_house import PlainHouse
from shared.clock import SteppedClock
from shared.contracts import PUBLISHED, Message
from shared.policy import Directory, Pack, PolicyLibrary

SEED = 1


class Scenery(PolicyLibrary):
    """One pack, and a directory that may change on the way."""

    def change(self, directory: Directory) -> None:
        object.__setattr__(self, "directory", directory)


class Stage(PlainHouse):
    """All services, and everything that they tell. While the mail is down no notice leaves."""

    def __init__(self, pack: Pack, directory: Directory, zone: ZoneInfo, begin: datetime) -> None:
        self.clock = SteppedClock(begin)
        self.policies = Scenery({(pack.id, pack.version): pack}, directory)
        self.zone = zone
        self._happenings: list[Happening] = []
        self._posted: list[Posted] = []
        super().__init__(self.policies, zone, self.clock, SEED)
        for contract in PUBLISHED:
            self.listen(contract, self._note)
        self._heed_directory()

    def run_to(self, instant: datetime, *, through: bool) -> None:
        """Move the clock to an instant and fire what comes due on the way; what is due at that very
        instant too, if `through`: what people do then is still in time."""
        while (ahead := self.next_instant()) is not None and ahead <= instant:
            if ahead == instant and not through:
                break
            self.clock.step_to(max(ahead, self.clock.now()))
            self.fire()
        self.clock.step_to(max(instant, self.clock.now()))

    def application(self, service: str) -> Any:
        return self.residents[service].application

    @property
    def mail_is_down(self) -> bool:
        return self._post_room.mail_is_down

    @mail_is_down.setter
    def mail_is_down(self, down: bool) -> None:
        self._post_room.mail_is_down = down

    def post_again(self) -> None:
        """The mail works again: what waited leaves."""
        self.mail_is_down = False
        self._hand_over()
        self.deliver()

    def change_directory(self, directory: Directory) -> None:
        """The directory is read anew, and what depends on it heeds that."""
        self.policies.change(directory)
        self._heed_directory()

    def _heed_directory(self) -> None:
        done(self.application("sla").heed_directory(self.clock.now()))
        self.deliver()

    @property
    def story(self) -> Story:
        return Story(tuple(self._happenings), tuple(self._posted), self.clock.now())

    async def _note(self, message: Message) -> None:
        self._happenings.append(Happening(self.clock.now(), message.contract))

    def _mailed(self, plan: Hear) -> Hear:
        """Plan notices and, while the mail works, hand them over at once."""

        async def plan_and_hand_over(message: Message) -> None:
            await plan(message)
            self._hand_over()

        return plan_and_hand_over

    def _hand_over(self) -> None:
        for notice in self._post_room.hand_over():
            reason = notice.setback.reason if notice.setback else ""
            self._posted.append(Posted(self.clock.now(), notice.letter, reason))
