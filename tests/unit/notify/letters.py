"""Notices made up for the tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.notify.notice import Letter, Notice
from shared.ids import derived_id
from shared.policy import NoticeChannel

NOON = datetime.fromisoformat("2026-11-23T12:00:00+08:00")
NOTICE_ID = UUID("00000000-0000-4000-8000-00000000000a")


def letter(**changes: Any) -> Letter:
    """A handover form to the engineering department."""
    fields: dict[str, Any] = {
        "complaint_id": derived_id("complaint", "TS20261123-000001"),
        "number": "TS20261123-000001",
        "event": "responsibility-assigned",
        "template": "handover-form",
        "rule": "zsy-5.1.5a",
        "recipient": "department",
        "recipient_name": "工程部",
        "address": "engineering@minghu.example",
        "channel": NoticeChannel.EMAIL,
        "subject": "【投诉处理单】TS20261123-000001 明湖花园 一般",
        "body": "工程部：\n\n现将客户投诉转贵部门处理。\n",
        "cause": "message:1",
    }
    return Letter(**(fields | changes))


def notice(**changes: Any) -> Notice:
    return Notice(id=NOTICE_ID, letter=letter(**changes), planned_at=NOON)
