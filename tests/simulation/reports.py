"""What people report of a case and contest of its responsibility, where their regulation has it."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from shared.commands import Reply
from shared.policy import Pack
from shared.web.asking import Asked
from tests.simulation.act import Act, on_assessment, on_case

REPORTED = 0.4


def with_reports(
    acts: Sequence[Act], pack: Pack, departments: Sequence[str], *, dice: Random
) -> tuple[Act, ...]:
    """A life in which something is reported or contested now and then, between what it holds
    already. It has dice of its own: the rest of the life is what it was without."""
    if dice.random() >= REPORTED:
        return tuple(acts)
    told = _report(pack, dice.choice(departments), dice.uniform(0.1, 10), dice)
    place = dice.randint(1, len(acts))
    return (*acts[:place], told, *acts[place:])


def _report(pack: Pack, department: str, after: float, dice: Random) -> Act:
    """A word on progress; a step, a promise or a dispute where the regulation has them."""
    choices = [on_case(after, "tell progress", _tell_progress)]
    if pack.steps:
        step = dice.choice(list(pack.steps))
        choices.append(on_case(after, "take step", lambda c, a: c.take_step(a, step, "已核实")))
    if pack.promises:
        promise = dice.choice(list(pack.promises))
        ahead = timedelta(hours=dice.choice((1, 30, 200)))
        choices.append(
            on_case(
                after,
                "make promise",
                lambda c, a: c.make_promise(a, promise, c.now + ahead, "与客户约定"),
            )
        )
    if pack.disputes:
        post = pack.disputes.decided_by
        choices += [
            on_assessment(after, "dispute", lambda t, a: t.dispute(a, "非我部门", None)),
            on_assessment(
                after,
                "decide responsibility",
                lambda t, a: t.decide_responsibility(a, department, post=post, reason="会勘"),
            ),
        ]
    return dice.choice(choices)


def _tell_progress(casework: Any, asked: Asked) -> Awaitable[Reply]:
    reply: Awaitable[Reply] = casework.tell_progress(asked, "正在维修", None)
    return reply
