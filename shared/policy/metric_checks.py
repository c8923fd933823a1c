"""Whether indicators 指标 can be counted from what is kept of complaints."""

from __future__ import annotations

from collections.abc import Iterator

from shared.policy.events import ValueType
from shared.policy.metrics import Metric
from shared.policy.pack import Pack
from shared.policy.problems import Problem
from shared.policy.yaml_source import Path

_FACTS = "facts."
_SUMMED = frozenset({ValueType.INT, ValueType.MONEY, ValueType.DAYS})


def check_metrics(pack: Pack) -> Iterator[Problem]:
    """Indicators that add up what is no number, or count by somebody's own words."""
    for i, metric in enumerate(pack.metrics):
        yield from _summed(pack, metric, ("metrics", i, "sum"))
        for place in ("where", "counts"):
            yield from _in_own_words(pack, metric, ("metrics", i, place))


def _summed(pack: Pack, metric: Metric, path: Path) -> Iterator[Problem]:
    for i, name in enumerate(metric.sum):
        declared = pack.facts.get(name)
        if declared is None:
            yield Problem((*path, i), f"没有事实“{name}”", f"there is no fact `{name}`")
        elif declared.type not in _SUMMED:
            yield Problem(
                (*path, i),
                f"事实“{name}”不是金额或数目，不能合计",
                f"the fact `{name}` is neither money nor a number: it has no sum",
            )


def _in_own_words(pack: Pack, metric: Metric, path: Path) -> Iterator[Problem]:
    """Analytics keeps no text in anybody's own words, so nothing could be counted by it."""
    condition = getattr(metric, str(path[-1]))
    for full_name in condition.names if condition else ():
        name = full_name.removeprefix(_FACTS)
        declared = pack.facts.get(name) if full_name.startswith(_FACTS) else None
        if declared and declared.type is ValueType.STRING and not declared.words:
            yield Problem(
                path,
                f"指标不能按自由文字的事实“{name}”统计，请用 words 列出它的取值",
                f"an indicator cannot count by the free text `{name}`: list its `words`",
            )
