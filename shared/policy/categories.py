"""Kinds of complaint 投诉类别, and which one a text proposes."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from shared.domain import Immutable
from shared.policy.fields import DepartmentName, Label, RuleId


class Category(Immutable):
    """A kind of complaint 投诉类别; `words` propose it where a text contains them. `rule` is the
    article that names it and its department."""

    name: Label
    department: DepartmentName
    words: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    rule: RuleId | None = None


def propose_category(
    categories: Mapping[str, Category], default: str, text: str
) -> tuple[str, tuple[str, ...]]:
    """The category whose words a text contains most, with those words.

    Ties go to the more matched characters, then to the order given; no word at all gives the
    default and ().
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    best: tuple[int, int] = (0, 0)
    proposed, matched = default, tuple[str, ...]()
    for key, category in categories.items():
        found = tuple(word for word in category.words if word.casefold() in plain)
        score = len(found), sum(map(len, found))
        if score > best:
            best, proposed, matched = score, key, found
    return proposed, matched
