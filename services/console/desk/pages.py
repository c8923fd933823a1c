"""The list of complaints over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from services.console.desk.query import ListQuery
from services.console.phrases import STATUSES
from services.console.workbench import Bench
from shared.policy import Policies

router = APIRouter(tags=["pages"], include_in_schema=False)


@router.get("/")
async def complaints(bench: Bench, query: Annotated[ListQuery, Query()]) -> Response:
    """The list, newest first. A number that is exactly one complaint's leads to its page."""
    found = await bench.desk.list(query)
    if query.number is not None and [c.number for c in found.complaints] == [query.number]:
        return RedirectResponse(f"/complaints/{quote(query.number)}", 303)
    when = bench.when()
    return bench.look.page(
        "complaints.html",
        when=when,
        query=query,
        found=found,
        tally=await bench.desk.tally(when.now),
        projects={c: p.name for c, p in bench.policies.directory.projects.items()},
        grades=grades_of(bench.policies),
        status_choices=STATUSES,
        intake_url=bench.neighbours.url("intake") or "http://127.0.0.1:8101",
    )


def grades_of(policies: Policies) -> Mapping[int, str]:
    """Every grade a regulation knows, with the names it goes by."""
    names: dict[int, dict[str, None]] = {}
    for pack in policies.packs.values():
        for grade in pack.grades:
            names.setdefault(grade.grade, {})[grade.name] = None
    return {grade: "／".join(called) for grade, called in sorted(names.items())}
