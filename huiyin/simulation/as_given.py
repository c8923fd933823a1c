"""Building models from what our own code gives, without checking it once more.

Live, every model checks what it is made of. In a played year the same code makes some 170 models a
complaint of values that were checked when they came in. A test plays the year both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel

from shared.domain import Immutable

_check = BaseModel.__init__
_set_fields = BaseModel.__dict__["__dict__"].__set__
_set_names = BaseModel.__dict__["__pydantic_fields_set__"].__set__
_set_extra = BaseModel.__dict__["__pydantic_extra__"].__set__
_set_private = BaseModel.__dict__["__pydantic_private__"].__set__


@dataclass(slots=True)
class _Form:
    """Every field of a model in order, with what it is where it is not given: nothing, for as many
    as are `required`. `ignores` says that the model leaves out what is no field of it."""

    blank: dict[str, Any]
    factories: tuple[tuple[str, Callable[[], Any]], ...]
    required: int
    ignores: bool


@contextmanager
def models_as_given() -> Iterator[None]:
    """While it lasts, our models are built as given. Those that ask more of a value than its type,
    or that are written under other names, are checked as ever."""
    Immutable.__init__ = _as_given  # type: ignore[assignment]
    try:
        yield
    finally:
        del Immutable.__init__


def _as_given(self: BaseModel, /, **data: Any) -> None:
    model = type(self)
    try:
        form = _forms[model]
    except KeyError:
        form = _forms[model] = _form_of(model)
    if form is None or len(data) < form.required:
        _check(self, **data)
        return
    fields = form.blank | data
    if form.ignores and len(fields) > len(form.blank):
        fields = {name: fields[name] for name in form.blank}
    for name, make in form.factories:
        if name not in data:
            fields[name] = make()
    _set_fields(self, fields)
    _set_names(self, _NOT_KEPT)
    _set_extra(self, None)
    _set_private(self, None)


_forms: dict[type[BaseModel], _Form | None] = {}
_NOT_KEPT: set[str] = set()  # Which fields were given: nobody asks, and nothing is set later.


def _form_of(model: type[BaseModel]) -> _Form | None:
    checks = model.__pydantic_decorators__
    described = model.model_fields
    if (
        checks.field_validators
        or checks.model_validators
        or model.__pydantic_post_init__
        or any(field.metadata or field.alias for field in described.values())
    ):
        return None
    return _Form(
        blank={name: field.default for name, field in described.items()},
        factories=tuple(
            (name, cast(Callable[[], Any], field.default_factory))
            for name, field in described.items()
            if field.default_factory is not None
        ),
        required=sum(field.is_required() for field in described.values()),
        ignores=model.model_config.get("extra") == "ignore",
    )
