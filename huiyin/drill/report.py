"""What the drill says in the end, on the screen and in its folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from huiyin.drill.checks.read_models import TITLE
from huiyin.drill.checks.verdict import Kind, Verdict

SHOWN_MAX = 10


@dataclass(frozen=True, slots=True)
class Report:
    """`kills` by process, `done` the other misfortunes, `sent` what the clients met with."""

    kills: Counter[str]
    done: Counter[str]
    sent: Counter[str]
    clock_steps: int
    seconds: float
    skipped: Sequence[str]
    verdicts: Sequence[Verdict]

    @property
    def passed(self) -> bool:
        return not any(verdict.faults for verdict in self.verdicts)

    @property
    def read_models_equal(self) -> bool:
        return not any(verdict.faults for verdict in self.verdicts if verdict.title == TITLE)

    def summary(self) -> str:
        """The line that sums up."""
        counts = {kind: sum(verdict.count(kind) for verdict in self.verdicts) for kind in Kind}
        words = [
            f"{self.kills.total()} kills",
            f"{counts[Kind.LOST]} lost",
            f"{counts[Kind.DOUBLED]} doubled",
        ]
        if counts[Kind.WRONG]:
            words.append(f"{counts[Kind.WRONG]} otherwise wrong")
        words.append("all read models equal" if self.read_models_equal else "read models differ")
        return ", ".join(words)

    def lines(self) -> Iterator[str]:
        yield f"用时 duration           {self.seconds:.0f} s"
        yield f"杀进程 kill -9          {_counts(self.kills)}"
        yield f"其他故障 other faults   {_counts(self.done)}"
        yield f"业务时间 clock steps    {self.clock_steps}"
        yield f"请求 requests           {_counts(self.sent)}"
        for reason in self.skipped:
            yield f"跳过 SKIPPED            {reason}"
        for verdict in self.verdicts:
            yield f"{verdict.title}: {_counts(verdict.counted)}"
            for fault in verdict.faults[:SHOWN_MAX]:
                yield f"    {fault.kind.upper()} {fault.what}"
            if len(verdict.faults) > SHOWN_MAX:
                yield f"    … {len(verdict.faults) - SHOWN_MAX} more"
        yield self.summary()

    def write(self, file: Path) -> None:
        """Everything, with all faults."""
        text = [*self.lines(), "", *_all_faults(self.verdicts)]
        file.write_text("\n".join(text) + "\n", encoding="utf-8")


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counted.items()) or "none"


def _all_faults(verdicts: Iterable[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        for fault in verdict.faults:
            yield f"{verdict.title}\t{fault.kind}\t{fault.what}"
