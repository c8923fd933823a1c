"""Conditions in CEL (Common Expression Language), compiled and evaluated.

Every condition is compiled and type-checked when its pack is loaded. The engine returns failures as
values, and an error's text is truthy: only a value of the very type that was asked for is believed.
Evaluation is pure and deterministic; CEL has no clock and no random, and we leave it no loop.
This module and `condition_types` are the only ones that know the engine.

Source: CEL specification, https://github.com/google/cel-spec.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from cel_expr_python import cel

from shared.domain import FactValue
from shared.policy.condition_bounds import patterns, unbounded_parts
from shared.policy.condition_problems import compile_problems, whole
from shared.policy.condition_slips import slips
from shared.policy.condition_text import names_read, undeclared_words
from shared.policy.condition_tokens import problem_at
from shared.policy.condition_types import CHECKED, DEFAULTS, NAMES, RUN, SAMPLES, checking, running
from shared.policy.condition_units import unit_problems, written_out
from shared.policy.events import Readable, ValueType
from shared.policy.faults import TextProblem
from shared.policy.remembering import Remembered

MAX_LENGTH = 1000

Article = TypeVar("Article", bound="Conditional")


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


def default_of(kind: ValueType) -> FactValue:
    """What a fact is until somebody states it: false, 0 or the empty text."""
    return DEFAULTS[kind]


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
    _remembered: Remembered[FactValue] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_remembered", Remembered(self.names))

    def value(self, values: Mapping[str, object], *, rule: str) -> FactValue:
        """Evaluate on values by full name. Raises ConditionFailed where it cannot be decided."""
        remembered = self._remembered
        try:
            key = remembered.key_of(values)
            found = remembered.get(key)
        except KeyError as missing:
            raise self._failed(rule, f"no value was given for {missing.args[0]}") from None
        except TypeError:  # A value of a type that no condition can read: the engine says so.
            return self._evaluated(remembered.values_in(key), rule)
        if found is None:
            found = self._evaluated(remembered.values_in(key), rule)
            remembered.keep(key, found)
        return found

    def _evaluated(self, read: Sequence[object], rule: str) -> FactValue:
        given = dict(zip(self.names, read, strict=True))
        try:
            found = self._compiled.eval(data=given)
        except (RuntimeError, TypeError, ValueError) as error:
            raise self._failed(rule, str(error)) from error
        value: FactValue = found.value()
        # An error's value is a text, so a real bool proves itself; the engine's own type is dearer.
        if type(value) is not bool and found.type() != RUN[self.result]:
            raise self._failed(rule, str(value))
        return value

    def holds(self, values: Mapping[str, object], *, rule: str) -> bool:
        """Whether it is true on these values. Raises ConditionFailed where it cannot be decided."""
        return self.value(values, rule=rule) is True

    def _failed(self, rule: str, reason: str) -> ConditionFailed:
        return ConditionFailed(rule=rule, where=self.where, text=self.text, reason=reason)


class Conditional(Protocol):
    """An article that applies where its condition holds, or always where it has none."""

    @property
    def rule(self) -> str: ...

    @property
    def when(self) -> Expression | None: ...


class AskedTogether(Generic[Article]):
    """Articles that are all asked of the same values: one look instead of one for each."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        conditions = [article.when for article in articles if article.when is not None]
        names = dict.fromkeys(name for condition in conditions for name in condition.names)
        self._remembered = Remembered[tuple[Article, ...]](tuple(names))

    def holding(self, values: Mapping[str, object]) -> tuple[Article, ...]:
        """Those whose conditions hold, in order. Raises ConditionFailed."""
        remembered = self._remembered
        try:
            key = remembered.key_of(values)
            found = remembered.get(key)
        except (KeyError, TypeError):  # The condition that reads it says what is wrong.
            return self._asked(values)
        if found is None:
            found = self._asked(values)
            remembered.keep(key, found)
        return found

    def _asked(self, values: Mapping[str, object]) -> tuple[Article, ...]:
        return tuple(
            [
                article
                for article in self._articles
                if article.when is None or article.when.holds(values, rule=article.rule)
            ]
        )


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
    _refuse_unbounded(text)
    found = _checked(text, readable, result)
    _refuse(undeclared_words(text, readable))
    names = names_read(text, readable)
    try:
        compiled = running(readable, names).compile(written_out(text))
    except RuntimeError as error:
        raise ConditionIsInvalid(list(compile_problems(text, str(error), readable))) from error
    expression = Expression(text, where, names, found, compiled)
    _try(expression, readable)
    return expression


def _refuse(problems: Iterable[TextProblem]) -> None:
    if found := list(problems):
        raise ConditionIsInvalid(found)


def _refuse_unbounded(text: str) -> None:
    if len(text) > MAX_LENGTH:
        long = f"条件超过 {MAX_LENGTH} 字", f"the condition is too long: at most {MAX_LENGTH}"
        raise ConditionIsInvalid([whole(*long)])
    _refuse(slips(text))
    _refuse(unbounded_parts(text))
    _refuse(unit_problems(text))
    _refuse(_unusable_patterns(text))


def _checked(text: str, readable: Mapping[str, Readable], result: ValueType | None) -> ValueType:
    """The type that a text has, if it has one and is wanted."""
    try:
        kind = checking(readable).compile(text).return_type()
    except RuntimeError as error:
        raise ConditionIsInvalid(list(compile_problems(text, str(error), readable))) from error
    wanted = (result,) if result else tuple(ValueType)
    for one in wanted:
        # The engine's types of one's own are equal by name only.
        if kind.name() == CHECKED[one].name():
            return one
    chinese, english = (
        " / ".join(words) for words in zip(*(NAMES[one] for one in wanted), strict=True)
    )
    raise ConditionIsInvalid([whole(f"结果应为{chinese}", f"the result must be {english}")])


def _unusable_patterns(text: str) -> Iterator[TextProblem]:
    """Patterns the engine cannot read; a condition may never come to one when it is tried."""
    for literal in patterns(text):
        alone = f"'样'.matches({literal.text})"
        try:
            found = cel.NewEnv().compile(alone).eval(data={}).value()
        except RuntimeError as error:
            found = str(error).splitlines()[0]
        if type(found) is not bool:
            reason = str(found).removeprefix("INVALID_ARGUMENT: ")
            yield problem_at(
                text,
                literal.start,
                f"正则表达式无法使用：{reason}",
                f"the pattern cannot be used: {reason}",
            )


def _try(expression: Expression, readable: Mapping[str, Readable]) -> None:
    """Refuse what fails on ordinary values, such as a division by an unset number."""
    for sample in (DEFAULTS, SAMPLES):
        values = {name: sample[readable[name].type] for name in expression.names}
        try:
            expression.value(values, rule="")
        except ConditionFailed as error:
            reason = str(error).rsplit(": ", 1)[-1]
            shown = ", ".join(f"{name}={value!r}" for name, value in values.items())
            problem = whole(
                f"条件在 {shown} 时无法求值：{reason}",
                f"the condition cannot be decided when {shown}: {reason}",
            )
            raise ConditionIsInvalid([problem]) from error
