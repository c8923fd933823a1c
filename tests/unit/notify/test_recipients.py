"""Whom a pack means, and where they are reached when it happens."""

from __future__ import annotations

from datetime import datetime

import pytest

from services.notify.complaint import KnownComplaint, received
from services.notify.recipients import Addressee, addressee
from shared.contracts.intake import ComplaintReceivedV1, Customer
from shared.policy import PolicyLibrary
from shared.settings import POLICIES
from tests.support.told import Complaint

LIBRARY = PolicyLibrary.read(POLICIES)
PACK = LIBRARY.pack("zsy", "2026.1")
RECEIVED = Complaint().received().contract


def known(project: str, department: str | None = "engineering") -> KnownComplaint:
    assert isinstance(RECEIVED, ComplaintReceivedV1)
    found = received(RECEIVED, PACK)
    return found.model_copy(update={"project": project, "department": department})


def reached(recipient: str, project: str = "mhhy", at: str = "2026-11-23T12:00") -> Addressee:
    when = datetime.fromisoformat(f"{at}+08:00")
    return addressee(recipient, known(project), RECEIVED, LIBRARY.directory, when)


@pytest.mark.parametrize(
    ("recipient", "name", "address"),
    [
        ("department", "工程部", "engineering@minghu.example"),
        ("leader-in-charge", "周立群", "zhou.liqun@minghu.example"),
        ("marketing-manager", "营销部经理", "marketing.manager@minghu.example"),
        ("general-manager", "明湖花园项目总经理（陆青）", "lu.qing@minghu.example"),
        ("nobody", "nobody", None),
    ],
)
def test_departments_leaders_and_posts_are_reached(
    recipient: str, name: str, address: str | None
) -> None:
    assert reached(recipient) == Addressee(name, address)


def test_the_citys_general_manager_is_reached_where_the_project_has_none() -> None:
    assert reached("general-manager", "yql").name == "杭州公司总经理（沈一帆）"
    assert reached("general-manager", "lnsj").name == "华南区域总经理（谭志勇）"


def test_a_substitute_is_told_while_the_holder_is_away() -> None:
    standing_in = reached("general-manager", "yql", "2026-10-03T09:00")

    assert standing_in == Addressee("杭州公司总经理（陆青代）", "lu.qing@minghu.example")


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ("2026-11-23T17:59", "客户服务专员"),
        ("2026-11-23T18:00", "值班人员（方敏）"),
        ("2026-11-28T18:00", "值班人员（阮小波）"),
    ],
)
def test_whoever_is_on_duty_at_that_instant_is_told(at: str, name: str) -> None:
    assert reached("on-duty", at=at).name == name


def test_before_anybody_is_responsible_the_department_cannot_be_reached() -> None:
    nobody_yet = known("mhhy", department=None)
    when = datetime.fromisoformat("2026-11-23T12:00+08:00")

    for recipient, name in (("department", "责任部门"), ("leader-in-charge", "分管领导")):
        found = addressee(recipient, nobody_yet, RECEIVED, LIBRARY.directory, when)
        assert found == Addressee(name, None)


@pytest.mark.parametrize(
    ("customer", "address"),
    [
        (Customer(name="王女士", email="owner@mail.example"), "owner@mail.example"),
        (Customer(name="王女士", phone="13900001234"), None),
    ],
)
def test_a_customer_is_reached_by_mail_and_never_named(
    customer: Customer, address: str | None
) -> None:
    one = known("mhhy").model_copy(update={"customer": customer})
    when = datetime.fromisoformat("2026-11-23T12:00+08:00")

    found = addressee("customer", one, RECEIVED, LIBRARY.directory, when)

    assert found == Addressee("客户", address)
