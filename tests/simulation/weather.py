"""What goes wrong in a world, and how often: drawn once a world, so that some are calm and some
are not, and each kind of trouble is sometimes alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from shared.bus.port import BusIsAway

PAUSE_LONGEST_S = 0.3
STALL_S = 8.0


@dataclass(frozen=True, slots=True)
class Climate:
    """Shares of the steps at which something happens; what is `every_s` is a mean, 0 for never."""

    pause: float
    stall: float
    failure: float
    lost_answer: float
    poison: float
    crash_every_s: float
    forget_every_s: float
    takeover_every_s: float

    @classmethod
    def drawn(cls, dice: Random) -> Climate:
        def sometimes(often: float, value: float) -> float:
            return value * dice.random() if dice.random() < often else 0.0

        def now_and_then(often: float, mean_s: float) -> float:
            return dice.uniform(1.0, mean_s) if dice.random() < often else 0.0

        return cls(
            pause=sometimes(0.9, 0.3),
            stall=sometimes(0.3, 0.01),
            failure=sometimes(0.7, 0.02),
            lost_answer=sometimes(0.7, 0.06),
            poison=sometimes(0.5, 0.02),
            crash_every_s=now_and_then(0.8, 60.0),
            forget_every_s=now_and_then(0.5, 30.0),
            takeover_every_s=now_and_then(0.5, 30.0),
        )


class Weather:
    """Strikes at the steps that services take. Every call of a port is one."""

    def __init__(self, climate: Climate, dice: Random) -> None:
        self.climate = climate
        self.calm = False
        self._dice = dice
        self.struck = 0

    async def pass_by(self) -> None:
        """Before a step: time may pass, and others may act in it."""
        climate, roll = self.climate, self._dice.random()
        if self.calm or roll >= climate.pause + climate.stall:
            return
        longest = STALL_S if roll < climate.stall else PAUSE_LONGEST_S
        await asyncio.sleep(longest * self._dice.random() ** 3)

    def break_connection(self, error: Callable[[], Exception]) -> None:
        """Before a step that is not taken then."""
        if self._strikes(self.climate.failure):
            raise error()

    def lose_answer(self, error: Callable[[], Exception]) -> None:
        """After a step that was taken, though whoever took it will not know."""
        if self._strikes(self.climate.lost_answer):
            raise error()

    def chance(self, share: float) -> bool:
        return not self.calm and self._dice.random() < share

    def _strikes(self, share: float) -> bool:
        strikes = share > 0 and self.chance(share)
        self.struck += strikes
        return strikes


def database_gone() -> Exception:
    return ConnectionResetError("the connection to the database broke")


def broker_gone() -> Exception:
    return BusIsAway("the connection to the broker broke")
