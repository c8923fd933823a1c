"""How often something is said or done beside the handling, and when: (what, seconds from now)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from huiyin.simulation.life import Talk
from shared.policy import Pack

DAY_S = 86_400

BESIDE = (
    (Talk.REASSIGN, 0.02, 0.02, 1.0),
    (Talk.RECLASSIFY, 0.02, 0.05, 1.0),
    (Talk.STATE_FACT, 0.02, 0.1, 6.0),
    (Talk.EXTEND, 0.015, 0.02, 0.9),
    (Talk.URGE, 0.22, 1.0, 10.0),
    (Talk.URGE, 0.08, 5.0, 25.0),
    (Talk.REPEAT, 0.03, 3.0, 20.0),
    (Talk.WITHDRAW, 0.012, 0.5, 8.0),
)
"""What, how often (a share of complaints), from which day on, until which day after receipt."""

REPEATED_AFTER = (0.025, 3.0, 40.0)
AGREED = (0.3, 0.2, 1.5)
PAUSED = (0.03, 0.1, 3.0)
PAUSE_DAYS = (0.5, 5.0)


def beside_handling(dice: Random, pack: Pack) -> Iterator[tuple[Talk, int]]:
    """What will be said of a new complaint, unless its case is closed by then."""
    for talk, share, low, high in BESIDE:
        if dice.random() < share:
            yield talk, _days(low, high, dice)
    share, low, high = PAUSED
    if pack.pause_reasons and dice.random() < share:
        paused = _days(low, high, dice)
        yield Talk.PAUSE, paused
        yield Talk.RESUME, paused + _days(*PAUSE_DAYS, dice)


def after_closing(dice: Random) -> Iterator[tuple[Talk, int]]:
    """Some complain again of what was thought to be handled (zsy-3.3c)."""
    share, low, high = REPEATED_AFTER
    if dice.random() < share:
        yield Talk.REPEAT, _days(low, high, dice)


def after_order(dice: Random) -> Iterator[tuple[Talk, int]]:
    """Milestones are agreed with the department for some supervision orders."""
    share, low, high = AGREED
    if dice.random() < share:
        yield Talk.AGREE, _days(low, high, dice)


def _days(low: float, high: float, dice: Random) -> int:
    return int(dice.uniform(low, high) * DAY_S)
