"""The values that a pack's conditions read of a context, looked up when they are read."""

from __future__ import annotations

from shared.policy.context import Context, told_in
from shared.policy.declared import DeclaredFacts


class Circumstances(dict[str, object]):
    """A context with every fact complete, by full name. A value is looked up when `[]` first asks
    for it: a condition reads two or three of some forty, and most events meet no condition at all.

    Raises FactHasWrongType where a fact is read that was stated as something else.
    """

    __slots__ = ("_context", "_declared")

    def __init__(self, context: Context, declared: DeclaredFacts) -> None:
        self._context = context
        self._declared = declared

    def __missing__(self, name: str) -> object:
        part, _, field = name.partition(".")
        value: object
        if part == "facts":
            value = self._declared.value_in(self._context.facts, field)
        elif part == "event":
            value = told_in(self._context.event, field, name)
        else:
            whole = getattr(self._context, part, None)
            if whole is None:
                raise KeyError(name)
            value = getattr(whole, field)
        self[name] = value
        return value
