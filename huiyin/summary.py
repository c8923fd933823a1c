"""What a person wants to know once everything runs: where it is and what to try next."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from huiyin.data_folder import StackReport
from huiyin.outside import without_password

FIRST_PAGE = "console"


def summary(report: StackReport, data: Path) -> str:
    """Two columns, one thing a line; nothing is cut, so that it can be copied."""
    rows: list[tuple[str, str]] = []
    if FIRST_PAGE in report.urls:
        rows.append(("工作台 console", report.urls[FIRST_PAGE]))
    rows += [
        (f"接口 {name} API", f"{url}/docs")
        for name, url in report.urls.items()
        if name != FIRST_PAGE
    ]
    rows += [
        ("数据库 database", without_password(report.database_url)),
        ("消息 NATS", without_password(report.nats_url)),
        ("邮件 mail", _mail(report, data)),
        ("数据 data", str(data)),
        ("日志 logs", str(data / "logs")),
        ("密码 passwords", f"set -a; . {shlex.quote(str(data / 'connection.env'))}"),
    ]
    if FIRST_PAGE in report.urls:
        rows.append(("下一步 next", f"打开 / open {report.urls[FIRST_PAGE]}"))
    return "\n" + columns(rows) + "\n"


def columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows of texts, aligned; a Chinese character is two columns wide."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def _mail(report: StackReport, data: Path) -> str:
    if any(process.name == "mail" for process in report.processes):
        return f"{data / 'mail'}  (*.eml, {report.smtp_url})"
    return without_password(report.smtp_url)
