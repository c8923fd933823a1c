"""Why a read model cannot be made anew now, each in one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterable


class CannotRebuild(Exception):
    """The operator has to do something first. Nothing of what is live was touched."""


class HistoryIsCut(CannotRebuild):
    """The stream no longer begins where it began."""

    def __init__(self, first: int, kept: int, last: int) -> None:
        super().__init__(
            f"消息流已不完整（现存 {kept} 条，序号 {first} 至 {last}，应从 1 起无缺）：无法从头重建。"
            "请从完整的备份恢复消息流。"
            f" / The stream is not whole (it holds {kept} messages between {first} and {last}, and"
            " should have every one from 1): nothing can be made anew from it."
            " Restore the stream from a backup that is whole."
        )


class AlreadyRebuilding(CannotRebuild):
    """One at a time in a service's database."""

    def __init__(self, service: str) -> None:
        super().__init__(
            f"{service} 正在被另一个 rebuild 或 verify 处理：请等它结束。"
            f" / Another rebuild or verify is at work on {service}: wait for it to end."
        )


class HasNoReadModel(CannotRebuild):
    """Its rows belong to decisions; the events are their only source."""

    def __init__(self, service: str) -> None:
        super().__init__(
            f"{service} 没有可重建的读模型（可用 huiyin verify 核对）。"
            f" / {service} keeps no read model to rebuild (huiyin verify checks it)."
        )


class NoSuchTable(CannotRebuild):
    """A table of the read model was asked for by a wrong name."""

    def __init__(self, table: str, tables: Iterable[str]) -> None:
        names = ", ".join(tables)
        super().__init__(
            f"读模型中没有表 {table}，可选：{names}。"
            f" / The read model has no table {table}; there are: {names}."
        )


class SomethingHangsOn(CannotRebuild):
    """A view, a trigger or a foreign key would be lost with the old table."""

    def __init__(self, table: str, things: Iterable[str]) -> None:
        names = ", ".join(things)
        super().__init__(
            f"{table} 上依附着 {names}，替换表会使其失效：请先删除，重建后再建。"
            f" / {names} depends on {table} and would be lost with it:"
            " drop it first and make it again after the rebuild."
        )


class TableIsBusy(CannotRebuild):
    """Somebody reads in one long transaction."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"{table} 正被长查询或备份占用，无法换上新表：请等它结束后重新执行。"
            f" / A long query or a backup holds {table}, so that the new one cannot take its place:"
            " wait for it to end and start again."
        )


class MessageCannotBeFolded(CannotRebuild):
    """A message that took effect once fails now. `failure` names places in code, no values."""

    def __init__(self, service: str, message: str, failure: str) -> None:
        super().__init__(
            f"{service} 无法重放消息 {message}（{failure}）：制度文件与服务所用的不同，或程序有误。"
            f" / {service} cannot fold the message {message} again ({failure}): the policies are"
            " not those that the services run with, or the code has a fault."
        )


class StreamIsShort(CannotRebuild):
    """The service has handled more than the stream has to give."""

    def __init__(self, reached: int, wanted: int) -> None:
        super().__init__(
            f"消息流只读到 {reached}，而服务已处理到 {wanted}：数据库与消息流不是同一时刻的。"
            f" / The stream could be read up to {reached}, but the service has handled {wanted}:"
            " database and stream are not of one instant."
        )


class GapInStream(CannotRebuild):
    """An event stream lacks a version."""

    def __init__(self, stream: str, version: int) -> None:
        super().__init__(
            f"事件流 {stream} 在版本 {version} 之前有缺失：数据库被改动或已损坏，请从备份恢复。"
            f" / The event stream {stream} lacks what should come before version {version}: the"
            " database was changed by hand or is damaged. Restore it from a backup."
        )
