"""Conditions in CEL (Common Expression Language), the only module that knows the engine.

Every condition is compiled and type-checked when its pack is loaded. The engine returns failures as
values, and an error's text is truthy: only a value of the very type that was asked for is believed.
Evaluation is pure and deterministic; CEL has no clock, no random and no unbounded loop.

Source: CEL specification, https://github.com/google/cel-spec.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cel_expr_python import cel

from shared.domain import FactValue
from shared.policy.condition_text import names_read, undeclared_words
from shared.policy.events import Readable, ValueType
from shared.policy.faults import TextProblem

MAX_LENGTH = 1000
LONGEST_REMEMBERED = 32
REMEMBERED_MAX = 512
"""How many results an expression remembers: facts are the same again and again."""

_CEL_TYPES: Mapping[ValueType, cel.Type] = {
    ValueType.BOOL: cel.Type.BOOL,
    ValueType.INT: cel.Type.INT,
    ValueType.MONEY: cel.Type.INT,
    ValueType.STRING: cel.Type.STRING,
}
_DEFAULTS: Mapping[ValueType, FactValue] = {
    ValueType.BOOL: False,
    ValueType.INT: 0,
    ValueType.MONEY: 0,
    ValueType.STRING: "",
}
# A second sample, so that a condition which only fails on set values is refused at load as well.
_SAMPLES: Mapping[ValueType, FactValue] = {
    ValueType.BOOL: True,
    ValueType.INT: 1,
    ValueType.MONEY: 1,
    ValueType.STRING: "样",
}
_TYPE_NAMES = {
    ValueType.BOOL: ("真或假", "true or false"),
    ValueType.INT: ("整数", "a whole number"),
    ValueType.MONEY: ("整数（分）", "a whole number (fen)"),
    ValueType.STRING: ("文字", "a text"),
}


class ConditionFailed(Exception):
    """A condition could not be decided on the values it was given; nothing may be concluded."""

    def __init__(self, *, rule: str, where: str, text: str, reason: str) -> None:
        super().__init__(f"{rule} ({where}): `{text}`: {reason}")
        self.rule = rule
        self.where = where


class ConditionIsInvalid(ValueError):
    """A condition cannot be used; `problems` lists every reason that was found."""

    def __init__(self, problems: list[TextProblem]) -> None:
        super().__init__(problems[0].english)
        self.problems = problems


def _type_name(kind: ValueType) -> tuple[str, str]:
    return _TYPE_NAMES[kind]


def default_of(kind: ValueType) -> FactValue:
    """What a fact is until somebody states it: false, 0 or the empty text."""
    return _DEFAULTS[kind]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A compiled text of the condition language.

    `names` are the values it reads (`facts.grade`), in order of appearance; `where` is file:line.
    """

    text: str
    where: str
    names: tuple[str, ...]
    result: ValueType
    _compiled: cel.Expression
    _remembered: dict[tuple[object, ...], FactValue] = field(default_factory=dict, repr=False)

    def value(self, values: Mapping[str, object], *, rule: str) -> FactValue:
        """Evaluate on values by full name. Raises ConditionFailed where it cannot be decided."""
        try:
            read = [values[name] for name in self.names]
        except KeyError as missing:
            raise self._failed(rule, f"no value was given for {missing.args[0]}") from None
        # 1 and True are one key otherwise, and to the engine they are not.
        key = (*read, *map(type, read))
        try:
            remembered = self._remembered.get(key)
        except TypeError:  # A value of a type that no condition can read: the engine says so.
            return self._evaluated(read, rule)
        if remembered is None:
            remembered = self._evaluated(read, rule)
            if len(self._remembered) < REMEMBERED_MAX and not any(map(_is_long, read)):
                self._remembered[key] = remembered
        return remembered

    def _evaluated(self, read: Sequence[object], rule: str) -> FactValue:
        given = dict(zip(self.names, read, strict=True))
        try:
            found = self._compiled.eval(data=given)
        except (RuntimeError, TypeError, ValueError) as error:
            raise self._failed(rule, str(error)) from error
        value: FactValue = found.value()
        # An error's value is a text, so a real bool proves itself; the engine's own type is dearer.
        if type(value) is not bool and found.type() != _CEL_TYPES[self.result]:
            raise self._failed(rule, str(value))
        return value

    def holds(self, values: Mapping[str, object], *, rule: str) -> bool:
        """Whether it is true on these values. Raises ConditionFailed where it cannot be decided."""
        return self.value(values, rule=rule) is True

    def _failed(self, rule: str, reason: str) -> ConditionFailed:
        return ConditionFailed(rule=rule, where=self.where, text=self.text, reason=reason)


def _is_long(value: object) -> bool:
    """What a person wrote is not kept, and does not come again anyhow."""
    return isinstance(value, str) and len(value) > LONGEST_REMEMBERED


def compile_expression(
    text: str,
    readable: Mapping[str, Readable],
    *,
    where: str,
    result: ValueType | None = ValueType.BOOL,
) -> Expression:
    """Compile a text over the values it may read; `result` None takes the type it has.

    Raises ConditionIsInvalid with every problem found.
    """
    if len(text) > MAX_LENGTH:
        raise ConditionIsInvalid([_whole(f"条件超过 {MAX_LENGTH} 字", "the condition is too long")])
    env = cel.NewEnv(variables={name: _CEL_TYPES[r.type] for name, r in readable.items()})
    try:
        compiled = env.compile(text)
    except RuntimeError as error:
        raise ConditionIsInvalid(list(_compile_problems(str(error)))) from error
    wanted = (result,) if result else (ValueType.BOOL, ValueType.INT, ValueType.STRING)
    found = [kind for kind in wanted if compiled.return_type() == _CEL_TYPES[kind]]
    if not found:
        chinese, english = (
            " / ".join(words) for words in zip(*map(_type_name, wanted), strict=True)
        )
        raise ConditionIsInvalid([_whole(f"结果应为{chinese}", f"the result must be {english}")])
    unknown = list(undeclared_words(text, readable))
    if unknown:
        raise ConditionIsInvalid(unknown)
    expression = Expression(text, where, names_read(text, readable), found[0], compiled)
    _try(expression, readable)
    return expression


def _try(expression: Expression, readable: Mapping[str, Readable]) -> None:
    """Refuse what fails on ordinary values: a bad pattern, a division by an unset number."""
    for sample in (_DEFAULTS, _SAMPLES):
        values = {name: sample[readable[name].type] for name in expression.names}
        try:
            expression.value(values, rule="")
        except ConditionFailed as error:
            reason = str(error).rsplit(": ", 1)[-1]
            shown = ", ".join(f"{name}={value!r}" for name, value in values.items())
            raise ConditionIsInvalid(
                [
                    _whole(
                        f"条件在 {shown} 时无法求值：{reason}",
                        f"the condition cannot be decided when {shown}: {reason}",
                    )
                ]
            ) from error


def _whole(chinese: str, english: str) -> TextProblem:
    return TextProblem(1, 1, chinese, english)


_PROBLEM = re.compile(r"^(?:INVALID_ARGUMENT: )?ERROR: <input>:(\d+):(\d+): (.*)$", re.MULTILINE)
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '(.*)'")


def _compile_problems(message: str) -> Iterator[TextProblem]:
    """The engine's complaints, each with its place, in both languages."""
    found = False
    for line, column, reason in _PROBLEM.findall(message):
        found = True
        chinese, english = _explain(reason)
        # The engine points at the dot of a qualified name; an author looks for its start.
        name = _UNDECLARED.search(reason)
        start = int(column) - name[1].rfind(".") if name and "." in name[1] else int(column)
        yield TextProblem(int(line), max(start, 1), chinese, english)
    if not found:
        reason = message.splitlines()[0].removesuffix("]").rsplit(" [", 1)[0]
        yield _whole(f"条件无法编译：{reason}", f"the condition does not compile: {reason}")


def _explain(reason: str) -> tuple[str, str]:
    if name := _UNDECLARED.search(reason):
        return (
            f"此处没有“{name[1]}”这个事实或字段",
            f"`{name[1]}` is not a fact or field that may be used here",
        )
    if overload := _OVERLOAD.search(reason):
        operator = overload[1].replace("_", "")
        return (
            f"类型不符：“{operator}”不能用于 {overload[2]}",
            f"`{operator}` cannot be applied to {overload[2]}",
        )
    reason = reason.removesuffix(" [INVALID_ARGUMENT]")
    return f"条件语法错误：{reason}", f"the condition is not well formed: {reason}"
