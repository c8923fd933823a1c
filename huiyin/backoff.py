"""How long a process that died has to wait before it is started again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Backoff:
    """Delays that double with every death in a row and start anew after a calm spell.

    A process that dies of a bad setting must not burn the machine; one that died once of bad luck
    must be back before anybody notices.
    """

    first_s: float = 0.2
    most_s: float = 30.0
    calm_s: float = 10.0
    deaths: int = 0

    def delay_s(self, *, uptime_s: float) -> float:
        """Seconds to wait after a death that came `uptime_s` after the start."""
        if uptime_s >= self.calm_s:
            self.deaths = 0
        delay = min(self.most_s, self.first_s * 2.0 ** min(self.deaths, 32))
        self.deaths += 1
        return delay
