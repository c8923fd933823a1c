"""A day of complaints that several regulations are laid beside, read from a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import yaml
import yamlcore
from pydantic import Field, PlainValidator, ValidationError

from huiyin.refusals import CannotRun
from huiyin.whatif.from_file import NOT_YET
from huiyin.whatif.life import Life
from shared.contracts import Contract
from shared.contracts import casework as c
from shared.contracts.intake import Channel, ComplaintReceivedV1, ComplaintRepeatedV1, Customer
from shared.domain import FactValue, Immutable
from shared.ids import derived_id

ZONE = ZoneInfo("Asia/Shanghai")
DAY = Path(__file__).with_name("day.yaml")
HANDLER = "handler"


def _local(written: object) -> datetime:
    """`2026-03-10 09:20`, Shanghai time."""
    if not isinstance(written, str):
        raise ValueError("应写成 2026-03-10 09:20 / must be written 2026-03-10 09:20")
    return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


Local = Annotated[datetime, PlainValidator(_local)]


class Act(Immutable):
    """Something done about a complaint afterwards."""

    at: Local
    do: str
    note: str = ""
    side: c.Side | None = None
    satisfaction: c.Satisfaction | None = None


class Complaint(Immutable):
    """A complaint of the day; a regulation takes the facts that it knows."""

    name: str
    at: Local
    channel: Channel
    customer: Customer
    text: str
    facts: dict[str, FactValue] = Field(default_factory=dict)
    then: tuple[Act, ...] = ()


class Day(Immutable):
    """The complaints of one day, and until when their limits are followed."""

    project: str
    until: Local
    complaints: tuple[Complaint, ...] = Field(min_length=1)

    @property
    def lives(self) -> list[Life]:
        return [_life(one, self.project, i) for i, one in enumerate(self.complaints, start=1)]


def read_day(path: Path) -> Day:
    """Raises CannotRun, naming the field and the reason."""
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=yamlcore.CCoreLoader)  # noqa: S506
        return Day.model_validate(loaded, strict=False)
    except (yaml.YAMLError, ValidationError, OSError) as error:
        raise CannotRun(f"{path.name} 无法读取 / cannot be read: {error}") from error


Making = Callable[[Act, Mapping[str, Any]], Contract]
ACTS: Mapping[str, Making] = {
    "contacted": lambda act, place: c.CustomerContactedV1(
        **place, contacted_at=act.at, channel="phone", preliminary_opinion=True, note=act.note
    ),
    "cause-found": lambda act, place: c.CauseFoundV1(
        **place, side=act.side or c.Side.OURS, cause=act.note
    ),
    "carried-out": lambda act, place: c.SolutionCarriedOutV1(**place, result=act.note),
    "revisited": lambda act, place: c.RevisitedV1(
        **place,
        satisfaction=act.satisfaction or c.Satisfaction.SATISFIED,
        first_asked_followed_up=None,
        note=act.note,
    ),
    "closed": lambda act, place: c.CaseClosedV1(**place, summary=act.note),
    "again": lambda act, place: ComplaintRepeatedV1(
        complaint_id=place["complaint_id"],
        number=place["number"],
        occurred_at=act.at,
        channel=Channel.PHONE,
        text=act.note,
        times=2,
    ),
}


def _life(complaint: Complaint, project: str, number: int) -> Life:
    name = f"D{number:02}"
    received = ComplaintReceivedV1(
        complaint_id=derived_id("day", name, complaint.name),
        number=name,
        occurred_at=complaint.at,
        received_at=complaint.at,
        channel=complaint.channel,
        project=project,
        project_name=project,
        category=None,
        title=complaint.name,
        text=complaint.text,
        customer=complaint.customer,
        policy=NOT_YET,
        facts=complaint.facts,
    )
    life = Life(received)
    for act in complaint.then:
        if act.do not in ACTS:
            known = "、".join(ACTS)
            raise CannotRun(f"{complaint.name}: do: {act.do}？可写 / one of: {known}")
        place = {
            "complaint_id": received.complaint_id,
            "number": name,
            "occurred_at": act.at,
            "by": HANDLER,
        }
        life.happenings.append(ACTS[act.do](act, place))
    return life
