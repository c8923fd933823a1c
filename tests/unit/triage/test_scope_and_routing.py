"""What the regulation covers (适用范围), and who answers beyond the categories (责任划分)."""

from __future__ import annotations

import pytest

from shared.contracts.intake import Customer
from shared.contracts.triage import FoundOutOfScopeV1, GradedV1, ResponsibilityAssignedV1
from shared.policy import FactHasWrongType, PolicyLibrary, load_pack
from tests.support.desk import DESK, desk_library
from tests.support.told import Complaint
from tests.unit.policy.regulations import at
from tests.unit.triage.desk_bench import desk_bench, received

AFTER = at("2027-03-01 10:00")
"""After the half year of 维保期."""


async def test_what_the_regulation_does_not_cover_is_recorded_graded_and_told() -> None:
    bench, one = desk_bench(), Complaint("TS1")

    await bench.hears(received(one, facts={"signed_outside": True}))

    judged = await bench.judged(one)
    assert judged.out_of_scope is not None
    assert (judged.out_of_scope.rule, judged.grade) == ("desk-1", 2)
    assert judged.facts["outside_scope"] is True
    (told,) = await bench.tells(FoundOutOfScopeV1, one)
    assert (told.rule, told.label, told.facts) == ("desk-1", "场内签约", {"signed_outside": True})
    assert len(await bench.tells(GradedV1, one)) == 1


async def test_what_it_covers_is_not_told_of() -> None:
    bench, one = desk_bench(), Complaint("TS1")

    await bench.hears(received(one))

    assert (await bench.judged(one)).out_of_scope is None
    assert await bench.tells(FoundOutOfScopeV1, one) == []


async def test_a_fact_learnt_later_may_put_it_out_of_scope() -> None:
    bench, one = desk_bench(), Complaint("TS1")
    await bench.hears(received(one))

    await bench.triage.state_facts(bench.asked(one), {"part": "roof"}, "现场")
    before = await bench.judged(one)
    await bench.triage.state_facts(bench.asked(one), {"signed_outside": True}, "合同")

    judged = await bench.judged(one)
    assert (before.out_of_scope, before.facts["outside_scope"]) == (None, False)
    assert judged.out_of_scope is not None
    assert judged.facts["outside_scope"] is True
    (told,) = await bench.tells(FoundOutOfScopeV1, one)
    assert (told.rule, told.facts) == ("desk-1", {"signed_outside": True})


async def test_a_finding_is_made_once_and_stands() -> None:
    bench, one = desk_bench(), Complaint("TS1")
    await bench.hears(received(one, facts={"signed_outside": True}))

    for signed_outside in (False, True):
        stated = {"signed_outside": signed_outside}
        await bench.triage.state_facts(bench.asked(one), stated, "合同")

    assert (await bench.judged(one)).out_of_scope is not None
    assert len(await bench.tells(FoundOutOfScopeV1, one)) == 1


async def test_another_category_may_put_it_out_of_scope() -> None:
    text = DESK.replace('when: "!facts.signed_outside"', "when: complaint.category == 'leak'")
    narrow = load_pack(text, file="desk.yaml", calendars={})
    packs = {**desk_library().packs, ("desk", "1"): narrow}
    bench = desk_bench(PolicyLibrary(packs, desk_library().directory))
    one = Complaint("TS1")
    await bench.hears(received(one))

    await bench.triage.classify(bench.asked(one), "noise", None)

    (told,) = await bench.tells(FoundOutOfScopeV1, one)
    assert (told.rule, (await bench.judged(one)).facts["outside_scope"]) == ("desk-1", True)


async def test_an_article_on_routing_beats_the_category() -> None:
    bench, within, after = desk_bench(), Complaint("TS1"), Complaint("TS2")

    await bench.hears(received(within), received(after, AFTER))

    (told,) = await bench.tells(ResponsibilityAssignedV1, within)
    assert (told.department, told.department_name, told.rule) == (
        "project-department",
        "项目部",
        "desk-4",
    )
    (told,) = await bench.tells(ResponsibilityAssignedV1, after)
    assert (told.department, told.rule) == ("engineering", None)


async def test_another_grade_may_bring_another_department() -> None:
    bench, one = desk_bench(), Complaint("TS1")
    await bench.hears(received(one, AFTER, category="noise"))
    before = await bench.judged(one)

    await bench.hears(one.repeated())
    after = await bench.judged(one)

    assert (before.grade, before.department) == (2, "property")
    assert (after.grade, after.department, after.assigned_rule) == (1, "engineering", "desk-5")


async def test_a_grade_that_a_person_sets_may_bring_another_department() -> None:
    bench, one = desk_bench(), Complaint("TS1")
    await bench.hears(received(one, AFTER, category="noise"))

    await bench.triage.set_grade(bench.asked(one), 1, "研判")
    raised = (await bench.judged(one)).department
    await bench.triage.set_grade(bench.asked(one), 2, "个案")

    assert (raised, (await bench.judged(one)).department) == ("engineering", "property")


async def test_another_category_moves_what_no_article_routes() -> None:
    bench, routed, free = desk_bench(), Complaint("TS1"), Complaint("TS2")
    await bench.hears(received(routed), received(free, AFTER))

    for one in (routed, free):
        await bench.triage.classify(bench.asked(one), "noise", None)

    assert (await bench.judged(routed)).department == "project-department"
    assert (await bench.judged(free)).department == "property"


async def test_what_a_person_assigned_stays() -> None:
    bench, one = desk_bench(), Complaint("TS1")
    await bench.hears(received(one, AFTER, category="noise"))
    await bench.triage.assign(bench.asked(one), "maintenance", "熟悉情况")

    await bench.hears(one.repeated())
    await bench.triage.state_facts(bench.asked(one), {"part": "roof"}, "现场")
    await bench.triage.classify(bench.asked(one), "leak", None)

    judged = await bench.judged(one)
    assert (judged.department, judged.grade, judged.assigned_rule) == ("maintenance", 1, None)


async def test_a_repeated_complaint_is_taken_up_a_level() -> None:
    """The regulation raises the grade because the fact changes (pd-repeat)."""
    bench, one = desk_bench(), Complaint("TS1")
    await bench.hears(received(one))

    await bench.hears(one.repeated())

    judged = await bench.judged(one)
    assert (judged.grade, [e.rule for e in judged.evidence]) == (1, ["desk-2b"])


async def test_a_fact_with_words_takes_no_other_and_names_them() -> None:
    bench, one = desk_bench(), Complaint("TS1")
    await bench.hears(received(one))

    with pytest.raises(FactHasWrongType) as refused:
        await bench.triage.state_facts(bench.asked(one), {"need": "revenge"}, "电话")
    await bench.triage.state_facts(bench.asked(one), {"need": "repair"}, "电话")

    assert "repair（维修）、money（赔偿）" in refused.value.sentence_zh
    assert (await bench.judged(one)).facts["need"] == "repair"


async def test_households_are_counted_once_however_many_of_them_complain() -> None:
    bench = desk_bench()
    rooms = ["1幢1单元101", "1-1-101室", "1幢102", "1幢103"]
    several = [Complaint(f"TS{n}") for n in range(len(rooms))]
    for place, (one, room) in enumerate(zip(several, rooms, strict=True)):
        customer = Customer(phone=f"1380000{place:04d}", room=room)
        await bench.hears(received(one, AFTER, customer=customer))

    judged = [await bench.judged(one) for one in several]

    assert judged[-1].facts["households"] == 3
    assert [one.grade for one in judged] == [1, 1, 1, 1]


async def test_a_home_of_another_project_or_category_is_not_counted() -> None:
    bench = desk_bench()
    room = Customer(room="1幢101")
    await bench.hears(
        received(Complaint("TS1"), AFTER, customer=room),
        received(Complaint("TS2"), AFTER, customer=Customer(room="1幢102"), project="other"),
        received(Complaint("TS3"), AFTER, customer=Customer(room="1幢103"), category="noise"),
    )

    judged = [await bench.judged(Complaint(f"TS{n}")) for n in (1, 2, 3)]

    assert [one.facts["households"] for one in judged] == [1, 1, 1]
