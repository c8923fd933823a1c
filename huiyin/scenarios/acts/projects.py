"""What people do about a project: its dates, its duties, homes handed over (项目事项)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from huiyin.scenarios.acts.complaining import Complainant
from huiyin.scenarios.acts.step import Known, Step
from huiyin.scenarios.names import ALL, DutyKey, Instant, ProjectCode, Text
from huiyin.scenarios.stage import Stage
from huiyin.simulation.acts import HANDLER
from huiyin.simulation.plain_bus import done
from services.sla.commanding import Caller
from services.sla.domain.duties.deciding import ReportDone
from services.sla.domain.handover import RecordHandover
from services.sla.duties.projects import Projects
from shared.contracts.intake import Customer
from shared.policy.fields import DateName


class OfProject(Step):
    """Something about a project; about the first one where none is named."""

    DOES: ClassVar[str] = ""
    do: str = ""
    project: ProjectCode = ALL
    by: Text = Field(default=HANDLER)

    def code(self, stage: Stage) -> str:
        return self.project or next(iter(stage.policies.directory.projects))

    def projects(self, stage: Stage) -> Projects:
        found: Projects = stage.application("sla").projects
        return found


class DutyDone(OfProject):
    """A duty is reported as done (项目事项完成)."""

    DOES: ClassVar[str] = "done"
    SAYS: ClassVar[str] = "项目事项完成"
    duty: DutyKey
    note: Text = "已完成"
    nth: Annotated[int, Field(ge=1)] | None = None
    done_at: Instant | None = None

    def play(self, stage: Stage, known: Known) -> None:
        report = ReportDone(
            key=self.duty, note=self.note, occurrence=self.nth, done_at=self.done_at
        )
        done(self.projects(stage).report_done(self.code(stage), report, Caller(self.by)))


class Handover(OfProject):
    """An owner took a home over, or did not (交付登记)."""

    DOES: ClassVar[str] = "handover"
    SAYS: ClassVar[str] = "交付登记"
    household: Text
    taken_over: bool = False
    reason: Text | None = None
    customer: Complainant | None = None

    def play(self, stage: Stage, known: Known) -> None:
        record = RecordHandover(
            household=self.household,
            taken_over=self.taken_over,
            reason=self.reason,
            customer=Customer(**self.customer.model_dump()) if self.customer else None,
        )
        done(self.projects(stage).record_handover(self.code(stage), record, Caller(self.by)))


class DatesChange(OfProject):
    """The directory is given other dates of a project; a date of null is taken away."""

    SAYS: ClassVar[str] = "项目日期变更"
    dates: dict[DateName, date | None]

    def play(self, stage: Stage, known: Known) -> None:
        directory = stage.policies.directory
        code = self.code(stage)
        project = directory.projects[code]
        dates = {k: v for k, v in {**project.dates, **self.dates}.items() if v is not None}
        changed = project.model_copy(update={"dates": dates})
        projects = {**directory.projects, code: changed}
        stage.change_directory(directory.model_copy(update={"projects": projects}))
