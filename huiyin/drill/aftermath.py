"""After the drill: wait until everything rests, ask again what was asked, look, judge."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic

import httpx

from huiyin.drill.business_time import BusinessTime
from huiyin.drill.checks.acknowledged import check_acknowledged
from huiyin.drill.checks.notices import check_notices
from huiyin.drill.checks.obligations import check_obligations
from huiyin.drill.checks.once import check_once
from huiyin.drill.checks.read_models import check_read_models
from huiyin.drill.checks.rest import check_rest
from huiyin.drill.checks.verdict import Verdict
from huiyin.drill.evidence import gather
from huiyin.drill.house import ZONE, House
from huiyin.drill.journal import Entry
from huiyin.refusals import CannotRun
from huiyin.stepping import Steps

PATIENCE_S = 360.0
LOOK_AGAIN_S = 1.0
AT_ONCE = 8


async def examine(
    house: House, time: BusinessTime, entries: Mapping[str, Entry], say: Callable[[str], None]
) -> list[Verdict]:
    """Every verdict, in the order of the report."""
    say("等待静止 / waiting until nothing is under way")
    unrest = await _settle(house)
    say("重复请求 / asking again under the same keys")
    repeats = await ask_again(house.urls, entries)
    unrest = unrest or await _settle(house)
    say("核对 / checking")
    evidence = await gather(house.database_url, house.nats_url, house.mail_dir)
    rest = check_rest(evidence)
    if unrest:
        rest.wrong(unrest)
    return [
        check_acknowledged(entries, evidence),
        repeats,
        check_once(evidence),
        check_obligations(evidence, time.now),
        check_notices(evidence),
        rest,
        await check_read_models(house.database_url, house.nats_url, ZONE),
    ]


async def _settle(house: House) -> str:
    """Wait until everything rests; what kept it busy where it does not come to rest."""
    end = monotonic() + PATIENCE_S
    async with Steps(house.urls, house.nats_url) as steps:
        while True:
            try:
                await steps.settle()
                return ""
            except (CannotRun, httpx.HTTPError) as trouble:
                if monotonic() > end:
                    return str(trouble) or type(trouble).__name__
            await asyncio.sleep(LOOK_AGAIN_S)


async def ask_again(urls: Mapping[str, str], entries: Mapping[str, Entry]) -> Verdict:
    """A repeated key is answered as it was the first time."""
    verdict = Verdict("重复的键 repeated keys")
    gate = asyncio.Semaphore(AT_ONCE)

    async def again(entry: Entry, http: httpx.AsyncClient) -> None:
        request, answer = entry.request, entry.acknowledged
        assert answer is not None
        async with gate:
            reply = await http.post(
                urls[request.service] + request.path,
                json=request.body,
                headers={"Idempotency-Key": request.key, "X-Actor": request.actor},
            )
        verdict.counted["asked again"] += 1
        if (reply.status_code, reply.text) != (answer.status, answer.body):
            verdict.wrong(f"{request.key}: the same key is answered {reply.status_code} now")

    async with httpx.AsyncClient(timeout=30) as http:
        await asyncio.gather(
            *(again(entry, http) for entry in entries.values() if entry.acknowledged)
        )
    return verdict
