"""The supervision order 工作督办单 as a form to print and sign (F01)."""

from __future__ import annotations

from shared.contracts import sla
from tests.unit.console.conftest import Browser
from tests.unit.console.stories import after, escalated

COMPLAINT = "TS20261123-000002"


async def test_the_form_says_what_is_ordered_of_whom_by_when(browser: Browser) -> None:
    story = escalated()
    await browser.told(story)
    complaint = (await browser.page(f"/complaints/{COMPLAINT}")).text
    address = next(
        part.split('"')[0]
        for part in complaint.split('href="')
        if "/supervision-orders/" in part.split('"')[0]
    )
    page = await browser.page(address)

    assert page.status_code == 200
    for words in (
        "工作督办单",
        COMPLAINT,
        "明湖花园",
        "工程部",
        "督办事由",
        "zsy-5.2.6",
        "抄送",
        "要求完成",
        "责任部门负责人",
        "分管领导",
    ):
        assert words in page.text, words


async def test_more_time_and_urging_stay_visible_on_the_form(browser: Browser) -> None:
    story = escalated()
    issued = next(
        m.contract for m in story.messages if isinstance(m.contract, sla.SupervisionOrderIssuedV1)
    )
    first = issued.milestones[0]
    later = first.model_copy(update={"due_at": after(days=9)})
    place = {
        "order_id": issued.order_id,
        "order_number": issued.order_number,
        "department": issued.department,
    }
    story.tell(
        sla.MilestoneExtendedV1,
        occurred_at=after(hours=27),
        milestone=later,
        first_due_at=first.due_at,
        reason="等待配件",
        approved_by="marketing-manager",
        **place,
    )
    story.tell(
        sla.MilestoneMissedV1,
        occurred_at=after(days=9),
        milestone=later,
        tell=(),
        late_s=0.0,
        **place,
    )
    story.tell(
        sla.MilestoneUrgedV1,
        occurred_at=after(days=10),
        milestone=later,
        rung=1,
        tell=(),
        late_s=0.0,
        **place,
    )
    await browser.told(story)
    address = f"/complaints/{COMPLAINT}/supervision-orders/{issued.order_number}"
    page = (await browser.page(address)).text

    assert "经批准延期" in page
    assert "逾期未完成，已催办 1 次" in page


async def test_an_order_of_another_complaint_is_not_shown(browser: Browser) -> None:
    await browser.told(escalated())
    page = await browser.page(f"/complaints/{COMPLAINT}/supervision-orders/DB1")
    assert page.status_code == 404
