"""One complaint's way through all services, as people and time bring it about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from huiyin.stack import Stack
from huiyin.stepping import Steps

COMPLAINT = {
    "channel": "phone",
    "project": "mhhy",
    "text": "三户人家的客厅都漏水，报修两次没有人来，再不处理就一起上门。",
    "customer": {
        "name": "王女士",
        "phone": "13900001234",
        "email": "owner@mail.example",
        "room": "3栋1单元502",
    },
    "facts": {"collective_persons": 3},
}


@dataclass
class Journey:
    """What the world looked like at each station: the console's joined view, by station."""

    number: str
    complaint_id: str
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    mail_dir: Path = Path()


class Walker:
    """Speaks with the services as their users do, and waits until everything has followed."""

    def __init__(self, stack: Stack, steps: Steps) -> None:
        self._urls = stack.urls
        self._steps = steps

    async def post(self, service: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = await self._steps.http.post(
            self._urls[service] + path, json=body, headers={"X-Actor": "test:person"}
        )
        assert reply.is_success, f"{path}: {reply.status_code} {reply.text}"
        await self._steps.settle()
        content: dict[str, Any] = reply.json()
        return content

    async def get(self, service: str, path: str) -> httpx.Response:
        return await self._steps.http.get(self._urls[service] + path, follow_redirects=True)

    async def see(self, number: str) -> dict[str, Any]:
        reply = await self.get("console", f"/api/complaints/{number}")
        assert reply.is_success, reply.text
        view: dict[str, Any] = reply.json()
        return view

    async def pass_time(self, until: datetime) -> None:
        """Let business time go by, stopping at every instant at which something is due."""
        while (due := await self._steps.settle()) is not None and due <= until:
            await self._steps.step_to(due)
        await self._steps.step_to(until)


async def walk(stack: Stack, steps: Steps, start: datetime) -> Journey:
    walker = Walker(stack, steps)
    said = await walker.post("intake", "/complaints", COMPLAINT)
    number = said["number"]
    journey = Journey(number, said["complaint_id"], mail_dir=stack.mail_dir)
    journey.views["received"] = await walker.see(number)

    await walker.pass_time(start + timedelta(hours=25))
    journey.views["missed"] = await walker.see(number)

    again = {"channel": "phone", "text": "一天了还是没有人联系我。"}
    await walker.post("intake", f"/complaints/{number}/repeat", again)
    journey.views["repeated"] = await walker.see(number)

    case = f"/cases/{number}"
    contact = {"channel": "phone", "preliminary_opinion": True, "note": "已致歉，约定明日上门查勘"}
    await walker.post("casework", f"{case}/contact", contact)
    await walker.pass_time(start + timedelta(days=1, hours=4))
    await walker.post("casework", f"{case}/cause", {"side": "ours", "cause": "防水层收口破损"})
    await walker.post("casework", f"{case}/plan", {"plan": "重做防水并闭水试验，恢复饰面"})
    await walker.post("casework", f"{case}/approve", {"post": "marketing-manager"})
    await walker.pass_time(start + timedelta(days=3))
    await walker.post("casework", f"{case}/carry-out", {"result": "三户均已完成，闭水无渗漏"})
    revisit = {"satisfaction": "satisfied", "first_asked_followed_up": True, "note": "满意"}
    await walker.post("casework", f"{case}/revisit", revisit)
    await walker.post("casework", f"{case}/close", {"summary": "处理完毕，资料归档"})
    journey.views["closed"] = await walker.see(number)
    return journey
