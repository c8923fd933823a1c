"""A condition in the Chinese of a regulation: 以上 and 以下 include the number, 超过 and 不足 do not.

Source: Civil Code of China, article 1259.
"""

from __future__ import annotations

from shared.policy.condition_tree import (
    Called,
    Compared,
    Either,
    Every,
    Listed,
    Literal,
    Name,
    Node,
    Not,
    Reckoned,
    tree_of,
)
from shared.policy.conditions import Expression
from shared.policy.explaining.names import Names
from shared.policy.explaining.words import TRUTHS
from shared.policy.vocabulary import Scope

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_AMOUNTS = {
    ">=": "{} {}以上",
    "<=": "{} {}以下",
    ">": "{}超过 {}",
    "<": "{}不足 {}",
    "==": "{}为 {}",
    "!=": "{}不为 {}",
}
_GRADES = {
    "==": "{}为 {}",
    "!=": "{}不是 {}",
    "<=": "{}为 {}或更重",
    ">=": "{}为 {}或更轻",
    "<": "{}重于 {}",
    ">": "{}轻于 {}",
}
_CALLS = {
    "contains": "{}中含有{}",
    "startsWith": "{}以{}开头",
    "endsWith": "{}以{}结尾",
    "matches": "{}符合正则表达式{}",
    "size": "{}的长度",
}
_WAN = 1_000_000  # 10,000 yuan in fen.


class Chinese:
    """Puts the conditions of one pack into words."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def of(self, expression: Expression) -> str:
        """The condition in words, or as it was written where it is beyond them."""
        node = tree_of(expression.text)
        return self._clause(node) if node else f"`{' '.join(expression.text.split())}`"

    def _clause(self, node: Node) -> str:
        match node:
            case Every(of=parts):
                return "，且".join(self._part(part) for part in parts)
            case Either(of=parts):
                return "，或".join(self._part(part) for part in parts)
            case Not(of=inner):
                return self._negated(inner)
            case Name(name=name):
                return self._truth(name, holds=True)
            case Compared():
                return self._comparison(node)
            case Literal(value=bool(truth)):
                return "任何情形" if truth else "无"
            case _:
                return self._value(node, "")

    def _part(self, node: Node) -> str:
        said = self._clause(node)
        return f"（{said}）" if isinstance(node, Every | Either) else said

    def _negated(self, node: Node) -> str:
        match node:
            case Name(name=name):
                return self._truth(name, holds=False)
            case Compared(relation=sign, left=left, right=right) if sign in _OPPOSITE:
                return self._comparison(Compared(_OPPOSITE[sign], left, right))
            case Compared(relation="in", left=Name(name=name), right=Listed(items=items)):
                return f"{self._names.field(name)}不是{self._listed(items, name, '和')}"
            case Not(of=inner):
                return self._clause(inner)
        return f"并非（{self._clause(node)}）"

    def _truth(self, name: str, *, holds: bool) -> str:
        if name in TRUTHS:
            return TRUTHS[name][0 if holds else 1]
        label = self._names.field(name)
        if name.startswith(f"{Scope.STEPS}."):
            return f"已办“{label}”" if holds else f"未办“{label}”"
        return label if holds else f"并非“{label}”"

    def _comparison(self, node: Compared) -> str:
        match node:
            case Compared(relation="in", left=Name(name=name), right=Listed(items=items)):
                return f"{self._names.field(name)}为{self._listed(items, name, '或')}"
            case Compared(relation=sign, left=Name(name=name), right=Literal() as literal):
                return self._compared(name, sign, literal)
            case Compared(relation=sign, left=Literal() as literal, right=Name(name=name)):
                return self._compared(name, _MIRRORED.get(sign, sign), literal)
        left, right = self._value(node.left, ""), self._value(node.right, "")
        return _AMOUNTS.get(node.relation, "{}在 {}之中").format(left, f"{right} ").strip()

    def _compared(self, name: str, sign: str, literal: Literal) -> str:
        label = self._names.field(name)
        if isinstance(literal.value, bool):
            return self._truth(name, holds=literal.value is (sign == "=="))
        if literal.value == "":
            return f"{label}{'为空' if sign == '==' else '不为空'}"
        if isinstance(literal.value, str):
            return f"{label}{'为' if sign == '==' else '不是'}{self._value(literal, name)}"
        is_grade = name.rpartition(".")[2] == "grade"
        forms = _GRADES if is_grade else _AMOUNTS
        said = self._value(literal, name)
        spaced = said if literal.unit or is_grade else f"{said} "
        return forms[sign].format(label, spaced).strip()

    def _listed(self, items: tuple[Node, ...], name: str, joined_by: str) -> str:
        said = [self._value(item, name) for item in items]
        return joined_by.join(filter(None, ("、".join(said[:-1]), *said[-1:]))) or "（空）"

    def _value(self, node: Node, field: str) -> str:
        match node:
            case Name(name=name):
                return self._names.field(name)
            case Literal(value=str(word)):
                return f"“{self._names.word(field, word)}”"
            case Literal(value=int(number), unit=unit):
                is_grade = not unit and field.rpartition(".")[2] == "grade"
                return self._names.grade(number) if is_grade else amount(number, unit)
            case Reckoned(operator=sign, left=left, right=right):
                return f"{self._value(left, field)} {sign} {self._value(right, field)}"
            case Called(function=function, arguments=arguments) if function in _CALLS:
                return _CALLS[function].format(*(self._value(each, "") for each in arguments))
            case Called(function=function, arguments=arguments):
                said = "，".join(self._value(each, "") for each in arguments)
                return f"{function}({said})"
        return self._clause(node)


def amount(number: int, unit: str) -> str:
    """A number with its unit as a regulation writes it: `50 万元`, `30 日`."""
    if unit == "days":
        return f"{number} 日"
    if unit in ("yuan", "fen"):
        return money(number)
    return str(number)


def money(fen: int) -> str:
    """An amount in yuan, or in tens of thousands where it is round."""
    if fen and fen % _WAN == 0:
        return f"{fen // _WAN} 万元"
    yuan, rest = divmod(fen, 100)
    return f"{yuan}.{rest:02d} 元" if rest else f"{yuan} 元"
