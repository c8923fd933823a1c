"""Why a file, or the mapping that says how to read it, cannot be used at all."""

from __future__ import annotations

from shared.domain import Refusal, RefusalKind


class FileIsUnreadable(Refusal):
    """The file as a whole cannot be read; nothing of it was taken in."""

    kind = RefusalKind.INVALID
    zh = "文件无法读取：{reason_zh}"
    en = "The file cannot be read: {reason_en}"


class MappingIsInvalid(Refusal):
    """The mapping file itself is wrong."""

    kind = RefusalKind.INVALID
    zh = "列映射有误：{reason_zh}"
    en = "The mapping is wrong: {reason_en}"


class ColumnIsMissing(Refusal):
    """The mapping names columns which the file does not have."""

    kind = RefusalKind.INVALID
    zh = "文件缺少列：{missing}；现有的列：{present}"
    en = "The file lacks the column(s) {missing}; it has {present}"


def unreadable(reason_zh: str, reason_en: str) -> FileIsUnreadable:
    return FileIsUnreadable(field="file", reason_zh=reason_zh, reason_en=reason_en)
