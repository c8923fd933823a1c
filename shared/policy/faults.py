"""What is wrong with a policy file, said so that its author can mend it: where, what, why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic_core import ErrorDetails, PydanticCustomError

from shared.policy.yaml_source import At, Mark, Path, Source, show_path

CUSTOM = "policy"


@dataclass(frozen=True, slots=True, order=True)
class PolicyFault:
    """One problem in a policy file; `line` and `column` count from 1, in characters."""

    file: str
    line: int
    column: int
    path: str
    chinese: str
    english: str


class PolicyIsInvalid(Exception):
    """A policy file cannot be used; every problem that was found is in `faults`."""

    def __init__(self, faults: Iterable[PolicyFault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        first = self.faults[0]
        super().__init__(
            f"{len(self.faults)} fault(s); first: {first.file}:{first.line}: {first.english}"
        )


def fault(chinese: str, english: str) -> PydanticCustomError:
    """The error a validator raises to say in both languages why it refuses a value."""
    return PydanticCustomError(CUSTOM, "{english}", {"chinese": chinese, "english": english})


def did_you_mean(name: str, known: Iterable[str]) -> tuple[str, str]:
    """A half-sentence with the likeliest of the names that there are, in both languages; or ""."""
    close = get_close_matches(name, sorted(known), n=1)
    return (f"，是否想写“{close[0]}”", f" (did you mean `{close[0]}`?)") if close else ("", "")


@dataclass(frozen=True, slots=True)
class TextProblem:
    """A problem inside one text, at a line and column of that text (both from 1)."""

    line: int
    column: int
    chinese: str
    english: str


def text_fault(problems: Sequence[TextProblem]) -> PydanticCustomError:
    """Several problems inside one text, raised as one error and reported each at its own place."""
    return PydanticCustomError(
        CUSTOM, "{english}", {"english": problems[0].english, "problems": tuple(problems)}
    )


_TEMPLATES: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少必填项“{key}”", "the required field `{key}` is missing"),
    "extra_forbidden": ("不认识的字段“{key}”", "the field `{key}` is not known here"),
    "string_type": ("应为文字（若是数字请加引号）", "must be a text (put quotes around a number)"),
    "int_type": ("应为整数", "must be a whole number"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "dict_type": ("应为“键: 值”的映射", "must be a mapping of `key: value`"),
    "model_type": ("应为“键: 值”的映射", "must be a mapping of `key: value`"),
    "tuple_type": ("应为列表", "must be a list"),
    "too_short": ("至少要有 {min_length} 项", "needs at least {min_length} item(s)"),
    "string_too_short": ("不能为空", "must not be empty"),
    "string_too_long": ("最长 {max_length} 个字符", "at most {max_length} characters"),
    "greater_than_equal": ("不得小于 {ge}", "must be at least {ge}"),
    "less_than_equal": ("不得大于 {le}", "must be at most {le}"),
    "enum": ("只能取：{expected}", "must be one of {expected}"),
    "literal_error": ("只能取：{expected}", "must be one of {expected}"),
    "string_pattern_mismatch": ("写法不符，应匹配 {pattern}", "must match {pattern}"),
}


_COLON = re.compile("[:：]")


def _sentences(error: ErrorDetails) -> tuple[str, str]:
    context = error.get("ctx", {})
    if "chinese" in context:
        return context["chinese"], context["english"]
    key = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "extra_forbidden" and (colon := _COLON.search(key)):
        name = key[: colon.start()]
        return (
            f"“{name}”之后要写半角冒号和一个空格：{name}: …",
            f"`{name}` is followed by a plain colon and a space",
        )
    template = _TEMPLATES.get(error["type"])
    if template is None:
        return f"不合规定：{error['msg']}", error["msg"]
    values = {"key": key, **context}
    return template[0].format(**values), template[1].format(**values)


def from_validation(source: Source, errors: Iterable[ErrorDetails]) -> list[PolicyFault]:
    """Place the validator's errors on the lines of the file they are about."""
    faults: list[PolicyFault] = []
    found = list(errors)
    for error in found:
        path: Path = error["loc"]
        if error["type"] == "too_short" and _has_faulty_items(path, found):
            continue
        problems = error.get("ctx", {}).get("problems")
        if problems:
            faults += (_inside(source, path, problem) for problem in problems)
            continue
        at = At.KEY if error["type"] == "extra_forbidden" or path[-1:] == ("[key]",) else At.VALUE
        chinese, english = _sentences(error)
        faults.append(fault_at(source, path, chinese, english, at=at))
    return faults


def _has_faulty_items(path: Path, errors: Sequence[ErrorDetails]) -> bool:
    """Whether a list is only "too short" because the validator left out its faulty items."""
    return any(error["loc"][: len(path)] == path != error["loc"] for error in errors)


def fault_at(
    source: Source, path: Path, chinese: str, english: str, *, at: At = At.VALUE
) -> PolicyFault:
    """A fault about the value (or the key) at a path of the file."""
    mark = source.mark(path, at)
    return _fault(source, path, mark, chinese, english)


def _inside(source: Source, path: Path, problem: TextProblem) -> PolicyFault:
    mark = source.inside(path, problem.line, problem.column)
    return _fault(source, path, mark, problem.chinese, problem.english)


def _fault(source: Source, path: Path, mark: Mark, chinese: str, english: str) -> PolicyFault:
    return PolicyFault(
        mark.file or source.file, mark.line, mark.column, show_path(path), chinese, english
    )
