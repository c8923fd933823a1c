"""Triage over HTTP: how a complaint is judged, and a person's say in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from services.triage.application import Triage
from services.triage.views import AssessmentView
from shared.web.asking import Command, application
from shared.web.body import Body, Code, Fact, FactName, Number, Short
from shared.web.problems import respond
from shared.web.versions import etag

FACTS_MAX = 50
router = APIRouter(tags=["assessments"])


class FactsBody(Body):
    """Facts that a person found out; the system finds the others by itself."""

    facts: dict[FactName, Fact] = Field(
        max_length=FACTS_MAX, examples=[{"media_exposed": True, "collective_persons": 5}]
    )
    reason: Short = Field(examples=["业主群内已有 5 户联名"])


class GradeBody(Body):
    """A grade of the governing regulation, 1 being the gravest."""

    grade: int = Field(examples=[3])
    reason: Short = Field(examples=["经核实为个案，按重要投诉处理"])


class CategoryBody(Body):
    category: Code = Field(examples=["engineering-quality"])
    reason: Short | None = None


class DepartmentBody(Body):
    department: Code = Field(examples=["engineering"])
    reason: Short | None = None


class DisputeBody(Body):
    """Why the responsible department rejects the responsibility; `department` is who speaks."""

    reason: Short = Field(examples=["渗漏点在业主自行改造的部位"])
    department: Code | None = Field(default=None, examples=["engineering"])


class DecisionBody(Body):
    """The department that answers, and the post that decides so."""

    department: Code = Field(examples=["property"])
    reason: Short = Field(examples=["现场会勘，属公共管道"])
    post: Code = Field(examples=["general-manager"])


Application = Annotated[Triage, Depends(application)]


@router.get("/assessments/{number}")
async def read_assessment(
    number: Number, triage: Application, response: Response
) -> AssessmentView:
    """Category, grade with its evidence, facts, and the responsible department of a complaint."""
    view = await triage.view(number)
    name, value = etag(view.version)
    response.headers[name] = value
    return view


@router.post("/assessments/{number}/facts", response_model=AssessmentView)
async def state_facts(body: FactsBody, asked: Command, triage: Application) -> Response:
    """State what a person found out (事实认定). The grade rises where the facts demand it."""
    return respond(await triage.state_facts(asked, body.facts, body.reason))


@router.post("/assessments/{number}/grade", response_model=AssessmentView)
async def set_grade(body: GradeBody, asked: Command, triage: Application) -> Response:
    """Set the grade (人工定级): up or down, by a person named in `X-Actor`, with a reason."""
    return respond(await triage.set_grade(asked, body.grade, body.reason))


@router.post("/assessments/{number}/classify", response_model=AssessmentView)
async def classify(body: CategoryBody, asked: Command, triage: Application) -> Response:
    """Put the complaint into another category (重新分类); responsibility follows the category."""
    return respond(await triage.classify(asked, body.category, body.reason))


@router.post("/assessments/{number}/assign", response_model=AssessmentView)
async def assign(body: DepartmentBody, asked: Command, triage: Application) -> Response:
    """Make a department responsible (指定责任部门)."""
    return respond(await triage.assign(asked, body.department, body.reason))


@router.post("/assessments/{number}/dispute", response_model=AssessmentView)
async def dispute(body: DisputeBody, asked: Command, triage: Application) -> Response:
    """Reject the responsibility (责任争议), as the department that bears it."""
    return respond(await triage.dispute(asked, body.reason, body.department))


@router.post("/assessments/{number}/decide-responsibility", response_model=AssessmentView)
async def decide_responsibility(
    body: DecisionBody, asked: Command, triage: Application
) -> Response:
    """Decide a dispute (责任裁定), as the post that the regulation names."""
    reply = await triage.decide_responsibility(
        asked, body.department, post=body.post, reason=body.reason
    )
    return respond(reply)
