"""The types of the condition language, as the engine checks them and as it runs them.

Money and days are types of their own while a condition is checked: they can be compared with, added
to and taken from their like only. They run as integers.
"""

from __future__ import annotations

from collections.abc import Mapping

from cel_expr_python import cel

from shared.domain import FactValue
from shared.policy.condition_bounds import LOOPS
from shared.policy.condition_units import TIMES
from shared.policy.events import Readable, ValueType

_MONEY = cel.Type.AbstractType("money")
_DAYS = cel.Type.AbstractType("days")

CHECKED: Mapping[ValueType, cel.Type] = {
    ValueType.BOOL: cel.Type.BOOL,
    ValueType.INT: cel.Type.INT,
    ValueType.MONEY: _MONEY,
    ValueType.DAYS: _DAYS,
    ValueType.STRING: cel.Type.STRING,
}
RUN: Mapping[ValueType, cel.Type] = {
    **CHECKED,
    ValueType.MONEY: cel.Type.INT,
    ValueType.DAYS: cel.Type.INT,
}
DEFAULTS: Mapping[ValueType, FactValue] = {
    ValueType.BOOL: False,
    ValueType.INT: 0,
    ValueType.MONEY: 0,
    ValueType.DAYS: 0,
    ValueType.STRING: "",
}
SAMPLES: Mapping[ValueType, FactValue] = {
    ValueType.BOOL: True,
    ValueType.INT: 1,
    ValueType.MONEY: 1,
    ValueType.DAYS: 1,
    ValueType.STRING: "样",
}
"""A second sample, so that a condition which only fails on set values is refused at load too."""

NAMES: Mapping[ValueType, tuple[str, str]] = {
    ValueType.BOOL: ("真或假", "true or false"),
    ValueType.INT: ("整数", "a whole number"),
    ValueType.MONEY: ("金额", "money"),
    ValueType.DAYS: ("天数", "days"),
    ValueType.STRING: ("文字", "a text"),
}

_RESULT_OF_UNIT = {"yuan": _MONEY, "fen": _MONEY, "days": _DAYS}
_ORDERS = ("_<_", "_<=_", "_>_", "_>=_")
_SUMS: Mapping[str, tuple[cel.Type, ...]] = {
    "_+_": (cel.Type.INT, _MONEY, _DAYS, cel.Type.STRING),
    "_-_": (cel.Type.INT, _MONEY, _DAYS),
}
_ORDERED = (cel.Type.INT, _MONEY, _DAYS, cel.Type.STRING)


def _same(name: str, kind: cel.Type, result: cel.Type) -> cel.Overload:
    return cel.Overload(f"{name}{kind.name()}", return_type=result, parameters=[kind, kind])


def _functions() -> list[cel.FunctionDecl]:
    orders = [
        cel.FunctionDecl(name, [_same(name, kind, cel.Type.BOOL) for kind in _ORDERED])
        for name in _ORDERS
    ]
    sums = [
        cel.FunctionDecl(name, [_same(name, kind, kind) for kind in kinds])
        for name, kinds in _SUMS.items()
    ]
    units = [
        cel.FunctionDecl(
            name,
            [
                cel.Overload(
                    f"{name}_of", return_type=_RESULT_OF_UNIT[name], parameters=[cel.Type.INT]
                )
            ],
        )
        for name in TIMES
    ]
    return [*orders, *sums, *units]


_LIBRARY = "stdlib:\n  exclude_macros: [{macros}]\n  exclude_functions: [{functions}]\n".format(
    macros=", ".join(LOOPS),
    functions=", ".join(f'{{name: "{name}"}}' for name in (*_ORDERS, *_SUMS)),
)
_CONFIG = cel.NewEnvConfigFromYaml(_LIBRARY)
_FUNCTIONS = _functions()


def checking(readable: Mapping[str, Readable]) -> cel.Env:
    """The language as a condition is checked in it."""
    variables = {name: CHECKED[value.type] for name, value in readable.items()}
    return cel.NewEnv(config=_CONFIG, variables=variables, functions=_FUNCTIONS)


def running(readable: Mapping[str, Readable], names: tuple[str, ...]) -> cel.Env:
    """The language as a condition runs in it, over the values that it reads."""
    return cel.NewEnv(variables={name: RUN[readable[name].type] for name in names})
