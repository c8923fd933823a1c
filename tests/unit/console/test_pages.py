"""The pages as a browser gets them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx
import pytest

from services.console.read_model.rows import TIMELINE
from shared.contracts.casework import CustomerContactedV1
from shared.contracts.intake import Customer
from tests.unit.console.conftest import Browser
from tests.unit.console.stories import Story, after, escalated, solved

SOLVED = "TS20261123-000001"
ESCALATED = "TS20261123-000002"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
EVERY_PAGE = (
    "/",
    "/?overdue=1",
    "/?q=none",
    f"/complaints/{SOLVED}",
    f"/complaints/{ESCALATED}",
    f"/complaints/{SOLVED}/trace",
    "/reports/2026-11",
    "/complaints/unknown",
    "/nowhere",
)


class Addresses(HTMLParser):
    """Collects what a page points at and what it would run in the line."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = dict(attributes)
        self.addresses += [names[n] or "" for n in ("href", "src", "action") if n in names]
        self.inline += [n for n in names if n.startswith("on") or n == "style"]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.inline.append(tag)


async def test_the_list_shows_the_newest_first_with_what_there_is_to_do(browser: Browser) -> None:
    await browser.told(
        solved(), escalated(), Story("TS20261124-000003", at=after(days=1)).received()
    )
    page = (await browser.page("/")).text
    places = [page.index(n) for n in ("TS20261124-000003", ESCALATED, SOLVED)]
    assert places == sorted(places)
    tally = re.findall(r"<b>(\d+)</b>(今日受理|在办|督办中)</a>", page)
    assert tally == [("1", "今日受理"), ("2", "在办"), ("1", "督办中")]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("overdue=1", {ESCALATED}),
        ("status=closed", {SOLVED}),
        ("grade=2", {ESCALATED}),
        ("project=mhhy&grade=&status=&q=", {SOLVED, ESCALATED}),
        ("project=yql", set()),
        ("open=1&supervised=1", {ESCALATED}),
        ("q=ts20261123", {SOLVED, ESCALATED}),
    ],
)
async def test_the_list_shows_what_was_asked_for(
    browser: Browser, query: str, shown: set[str]
) -> None:
    await browser.told(solved(), escalated())
    page = await browser.page(f"/?{query}")
    assert page.status_code == 200
    assert set(re.findall(r'href="/complaints/([^"]+)"', page.text)) == shown


async def test_a_number_that_is_exactly_one_leads_to_its_page(browser: Browser) -> None:
    await browser.told(solved(), escalated())
    found = await browser.page(f"/?q= {SOLVED.lower()} ")
    assert (found.status_code, found.headers["location"]) == (303, f"/complaints/{SOLVED}")


async def test_the_list_goes_on_where_the_page_ends_without_gap_or_repeat(browser: Browser) -> None:
    stories = [Story(f"TS20261123-{n:06}", at=after(minutes=n // 3)) for n in range(70)]
    await browser.told(*(story.received() for story in stories))
    seen: list[str] = []
    address: str | None = "/"
    while address is not None:
        page = (await browser.page(address)).text
        seen += re.findall(r'href="/complaints/([^"]+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else None
    assert seen == [story.number for story in reversed(stories)]


async def test_an_empty_desk_says_how_to_begin(browser: Browser) -> None:
    page = (await browser.page("/")).text
    assert "还没有投诉" in page and "make demo" in page and "curl -X POST" in page


async def test_a_complaint_shows_its_grade_with_the_articles(browser: Browser) -> None:
    await browser.told(escalated())
    page = (await browser.page(f"/complaints/{ESCALATED}")).text
    assert "zsy-3.3b" in page and "一个月内不同投诉人的同类投诉达 3 起以上" in page
    assert "《客户投诉管理程序》2026.1 版" in page and "原为 4 级" in page


async def test_a_complaint_shows_deadline_order_and_story(browser: Browser) -> None:
    await browser.told(escalated())
    page = (await browser.page(f"/complaints/{ESCALATED}")).text
    assert "超时，到期已过 3 小时" in page and "到期时间为 2026年11月24日（周二） 09:00。" in page
    assert "DB20261123-000002" in page and "查明原因并提出处理方案" in page
    assert "邮件通知责任部门" in page and "到底什么时候来人？" in page
    assert "/traces/0af7651916cd43dd8448eb211c80319c" in page


async def test_only_what_was_entered_afterwards_is_marked_so(browser: Browser) -> None:
    story = Story(SOLVED, at=after(hours=2)).received()
    contact = {"by": "李工", "channel": "phone", "preliminary_opinion": False, "note": ""}
    story.tell(CustomerContactedV1, **contact, contacted_at=after(), occurred_at=after())
    await browser.told(story)
    page = (await browser.page(f"/complaints/{SOLVED}")).text
    assert page.count("补记") == 1 and page.index("补记") > page.index("联系客户")


async def test_no_page_shows_the_whole_phone_number(browser: Browser) -> None:
    await browser.told(solved())
    for address in (f"/complaints/{SOLVED}", f"/api/complaints/{SOLVED}", "/"):
        shown = (await browser.page(address)).text
        assert "13812345678" not in shown and "wang@example.com" not in shown
    assert "138****5678" in (await browser.page(f"/complaints/{SOLVED}")).text


async def test_hostile_words_are_shown_as_words(browser: Browser) -> None:
    customer = Customer(name=HOSTILE, room=HOSTILE)
    story = Story(SOLVED).received(title=HOSTILE, text=HOSTILE, customer=customer)
    await browser.told(story.graded(4, HOSTILE).started(HOSTILE))
    for address in ("/", f"/complaints/{SOLVED}", f"/?q={HOSTILE}"):
        page = (await browser.page(address)).text
        assert "<script>alert" not in page and "<img" not in page
        assert "alert(1)" in page.lower()


async def test_no_page_loads_from_elsewhere_or_runs_in_the_line(browser: Browser) -> None:
    await browser.told(solved(), escalated())
    for address, page in (await browser.pages(EVERY_PAGE)).items():
        read = Addresses()
        read.feed(page.text)
        assert read.inline == [], address
        assert read.addresses and all(re.match(r"(/(?!/)|#)", a) for a in read.addresses), address


async def test_every_answer_has_a_strict_content_security_policy(browser: Browser) -> None:
    await browser.told(solved())
    answers = await browser.pages((*EVERY_PAGE, f"/api/complaints/{SOLVED}"))
    for address, answer in answers.items():
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy, address


async def test_the_pages_find_their_own_files(browser: Browser) -> None:
    page = (await browser.page("/")).text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    answers = await browser.pages(files)
    assert len(files) == 8 and {a.status_code for a in answers.values()} == {200}
    assert all("immutable" in a.headers["cache-control"] for a in answers.values())


async def test_an_unknown_number_is_a_page_for_people_and_a_problem_for_programs(
    browser: Browser,
) -> None:
    page = await browser.page("/complaints/TS-9")
    assert page.status_code == 404
    assert "没有编号为 TS-9 的投诉" in page.text and "查看全部投诉" in page.text
    problem = await browser.client.get("/api/complaints/TS-9")
    assert (problem.status_code, problem.json()["type"]) == (404, "/problems/complaint-is-unknown")


async def test_characters_that_cannot_be_stored_are_found_nowhere(browser: Browser) -> None:
    found = await browser.pages(("/?q=%00&project=%00", "/?cursor=%00"))
    assert [page.status_code for page in found.values()] == [200, 200]


@pytest.mark.parametrize("address", ["/complaints/{}", "/complaints/{}/trace"])
@pytest.mark.parametrize("number", ["TS%00", "<img src=x onerror=alert(1)>", "%E6%BC%8F", "9" * 41])
async def test_what_cannot_be_a_number_is_refused_in_words(
    browser: Browser, address: str, number: str
) -> None:
    page = await browser.page(address.format(number))
    assert page.status_code == 422 and "格式不正确" in page.text
    assert "<img" not in page.text


@pytest.mark.parametrize("query", ["grade=x", "status=lost", "cursor=" + "9" * 200])
async def test_a_filter_that_cannot_be_is_refused_in_words(browser: Browser, query: str) -> None:
    page = await browser.page(f"/?{query}")
    assert page.status_code == 422 and query.split("=")[0] in page.text


async def test_the_joined_view_is_also_json(browser: Browser) -> None:
    await browser.told(escalated())
    joined = (await browser.client.get(f"/api/complaints/{ESCALATED}")).json()
    assert joined["page"]["grade"] == 2
    assert [clock["state"] for clock in joined["clocks"]] == ["missed"]
    assert [entry["event"] for entry in joined["timeline"]][-2:] == [
        "escalated",
        "supervision-order-issued",
    ]


async def test_what_is_told_twice_is_shown_once(browser: Browser) -> None:
    await browser.told(escalated())
    once = await browser.page(f"/complaints/{ESCALATED}")
    async with browser.store.transaction() as unit:
        assert len(await unit.rows.find(TIMELINE)) == len(escalated().messages)
    assert once.text.count("邮件通知责任部门") == 1


@pytest.mark.parametrize("form", ["2026-11", "2026-11.xlsx"])
async def test_a_report_that_analytics_refuses_is_said_to_be_away(
    browser: Browser, others: dict[str, object], form: str
) -> None:
    others[f"analytics/reports/monthly/{form}"] = httpx.Response(422, json={})
    page = await browser.page(f"/reports/{form}")
    assert page.status_code == 503 and "月报" in page.text
