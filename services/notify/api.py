"""Notify over HTTP: reading only, since notices come from events alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.notify.application import DeliveryView, NoticePage, Notices
from services.notify.notice import NoticeStatus
from shared.web.asking import application

LONGEST_PAGE = 200
NUMBER = r"^[\x21-\x7e]{1,64}$"
PLACE_MAX = 2**63 - 2

router = APIRouter(tags=["notices"])


Application = Annotated[Notices, Depends(application)]


@router.get("/notices")
async def list_notices(
    notices: Application,
    number: Annotated[
        str | None, Query(pattern=NUMBER, examples=["TS20261122-000123"], description="投诉编号")
    ] = None,
    status: NoticeStatus | None = None,
    cursor: Annotated[
        int, Query(ge=-1, le=PLACE_MAX, description="`next` of the page before")
    ] = -1,
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 50,
) -> NoticePage:
    """Who was told what about a complaint, in the order in which it happened."""
    return await notices.page(number=number, status=status, after=cursor, limit=limit)


@router.get("/delivery")
async def read_delivery(notices: Application) -> DeliveryView:
    """Whether mail can go out at all, and how much waits. It cannot without HUIYIN_SMTP_URL."""
    return await notices.delivery()
