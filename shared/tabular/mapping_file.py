"""A mapping file's text as a mapping, or everything that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import ValidationError

from shared.policy.faults import PolicyFault, from_validation
from shared.policy.yaml_source import YamlIsUnusable, read
from shared.tabular.mapping import ColumnMapping
from shared.tabular.refusals import MappingIsInvalid

NAME = "mapping"
FAULTS_SHOWN = 5


def read_mapping(text: str | bytes) -> ColumnMapping:
    """Read a mapping file, in UTF-8 where it comes as bytes.

    Raises MappingIsInvalid with line, place and reason of the first five faults.
    """
    try:
        source = read(_decoded(text), file=NAME)
    except YamlIsUnusable as error:
        raise _invalid(
            [
                PolicyFault(NAME, d.mark.line, d.mark.column, "(file)", d.chinese, d.english)
                for d in error.defects
            ]
        ) from error
    try:
        # JSON is the input for which strict types still admit enums.
        return ColumnMapping.model_validate_json(json.dumps(source.tree, default=str))
    except ValidationError as error:
        raise _invalid(from_validation(source, error.errors(include_url=False))) from error


def _decoded(text: str | bytes) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        zh, en = "映射文件须为 UTF-8 编码", "the mapping must be in UTF-8"
        raise _invalid([PolicyFault(NAME, line, 1, "(file)", zh, en)]) from error


def _invalid(faults: Sequence[PolicyFault]) -> MappingIsInvalid:
    shown = sorted(set(faults))[:FAULTS_SHOWN]
    return MappingIsInvalid(
        field=NAME,
        reason_zh="；".join(f"第 {f.line} 行 {f.path}：{f.chinese}" for f in shown),
        reason_en="; ".join(f"line {f.line}, {f.path}: {f.english}" for f in shown),
    )
