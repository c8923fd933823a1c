"""A regulation that is written wrongly is refused with file, line, path and reason."""

from __future__ import annotations

import pytest

from shared.policy import describe_faults, load_pack
from tests.unit.policy.breaking import CHINESE, broken, faults_of, place
from tests.unit.policy.regulations import SMALL


def test_the_small_pack_is_right_before_it_is_broken() -> None:
    assert load_pack(SMALL, file="small.yaml", calendars={}).title == "小制度"


@pytest.mark.parametrize(
    ("old", "new", "at", "path", "reason"),
    [
        ('version: "1"', "version: 1.10", "1.10", "version", "must be a text"),
        ("title: 小制度\n", "title: 小制度\ntitel: 小\n", "titel", "titel", "`titel` is not known"),
        ("2020-01-01", "01/02/2020", "01/02/2020", "effective_from", "date"),
        ("09:00-18:00", "9-18", '"9-18"', "calendar.hours.mon-fri[0]", "unreadable"),
        ("mon-fri", "mon-funday", "mon-funday", "calendar.hours.mon-funday", "not a weekday"),
        ("Asia/Shanghai", "Asia/Shanghay", "Asia/Shanghay", "calendar.zone", "unknown time zone"),
        ("department: engineering", "department: enginering", "enginering",
         "categories.leak.department", "did you mean `engineering`?"),
        ("default_category: leak", "default_category: other", "other",
         "default_category", "unknown category `other`"),
        ("type: money", "type: float", "float", "facts.cost.type", "must be one of"),
        ("after: answer", "after: anwser", "anwser",
         "facts.late.after", "unknown obligation `anwser`"),
        ("facts.persons >= 5", "facts.people >= 5", "facts.people",
         "grades[0].conditions[0].when", "`facts.people` is not a fact"),
        ("facts.persons >= 5", "facts.persons >= 5.5", ">= 5.5",
         "grades[0].conditions[0].when", "`>=` cannot be applied to (int, double)"),
        ("facts.persons >= 5", "facts.persons", "facts.persons}",
         "grades[0].conditions[0].when", "the result must be true or false"),
        ("facts.persons >= 5", "facts.grade == 1", "facts.grade",
         "grades[0].conditions[0].when", "`facts.grade` is not a fact"),
        ("facts.persons >= 5", "10 / facts.persons > 2", "10 /",
         "grades[0].conditions[0].when", "cannot be decided when facts.persons=0"),
        ("starts: complaint-received", "starts: complaint-recieved", "complaint-recieved",
         "obligations[0].starts[0]", "did you mean `complaint-received`?"),
        ("within: 3 wd", "within: 3 days", "3 days", "obligations[0].within", "unreadable"),
        ("within: 3 wd", "within: 3 cd\n    paused_by: [holiday]", "holiday",
         "obligations[0].paused_by[0]", "unknown pause reason `holiday`"),
        ("event.preliminary_opinion}", "event.opinion}", "event.opinion",
         "obligations[0].met_by[0].when", "`event.opinion` is not a fact"),
        ("answerable: department", "answerable: boss", "boss",
         "obligations[0].answerable", "unknown department `boss`"),
        ('warn: ["50%"]', 'warn: ["1 cd"]', '"1 cd"',
         "obligations[0].warn[0]", "cannot be measured on 3 wd"),
        ("    warned: [department]\n", "", "key: answer", "obligations[0]", "belong together"),
        ("when: case.carried_out", "when: case.done", "case.done", "closing[0].when", "case.done"),
        ("to: [event.tell]", "to: [event.copies]", "event.copies",
         "notices[0].to[0]", "unknown recipient `event.copies`"),
        ("to: [event.tell]", "to: [boss]", "boss", "notices[0].to[0]", "unknown recipient `boss`"),
        ("{due}", "截止 {dues}", "{dues}", "notices[0].body", "placeholder {dues}"),
        ("{due}", "截止 {due", "{due", "notices[0].body", "a stray brace"),
        ("channel: email", "channel: fax", "fax", "notices[0].channel", "must be one of"),
        ("pack: small", "pack: &p small", "&p", "(file)", "anchors"),
        ("pack: small", "pack: !!str small", "!!str", "(file)", "tag"),
        ("pack: small\n", "pack: small\npack: large\n", "pack: large", "(file)", "on line 1"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_where_it_stands(
    old: str, new: str, at: str, path: str, reason: str
) -> None:
    text = broken(old, new)

    (fault,) = faults_of(text)

    assert (fault.file, fault.path) == ("small.yaml", path)
    assert (fault.line, fault.column) == place(text, at)
    assert reason in fault.english
    assert CHINESE.search(fault.chinese)


def test_a_missing_field_is_reported_at_the_thing_that_lacks_it() -> None:
    text = broken("    rule: small-2\n", "")

    (fault,) = faults_of(text)

    assert (fault.line, fault.path) == (place(text, "key: answer")[0], "obligations[0].rule")
    assert "`rule` is missing" in fault.english


def test_several_mistakes_are_reported_at_once_in_the_order_of_the_file() -> None:
    text = broken("title: 小制度", "title: 7").replace("3 wd", "soon").replace("fax", "email")
    text = text.replace("facts.persons >= 5", "facts.a && facts.b > 1")

    faults = faults_of(text)

    assert [fault.path for fault in faults] == [
        "title",
        "grades[0].conditions[0].when",
        "grades[0].conditions[0].when",
        "obligations[0].within",
    ]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


def test_a_word_no_event_ever_says_is_refused_though_its_type_fits() -> None:
    text = broken(
        "starts: complaint-received", "starts: cause-found\n    when: event.side == 'our'"
    )

    (fault,) = faults_of(text)

    assert "`event.side` is never `our` (did you mean `ours`?)" in fault.english
    assert (fault.line, fault.column) == place(text, "'our'")


def test_a_notice_template_nobody_wrote_cannot_meet_an_obligation() -> None:
    text = broken("{event: customer-contacted, when: event.preliminary_opinion}",
                  "{event: notice-sent, when: \"event.template == 'handover'\"}")  # fmt: skip

    (fault,) = faults_of(text)

    assert "`event.template` is never `handover`" in fault.english


def test_a_mistake_in_a_block_of_text_is_found_on_its_own_line() -> None:
    text = broken(
        "when: facts.persons >= 5}",
        "when: 'x'}\n      - rule: small-1c\n        label: 二\n        when: |\n"
        "          facts.late &&\n          facts.lost",
    ).replace("when: 'x'", "when: facts.late")

    (fault,) = faults_of(text)

    assert (fault.line, fault.column) == place(text, "facts.lost")


def test_columns_count_characters_so_chinese_before_a_mistake_does_not_shift_it() -> None:
    text = broken("{type: int, label: 人数}", "{label: 人数人数, type: ints}")

    fault = next(f for f in faults_of(text) if f.path == "facts.persons.type")

    assert (fault.line, fault.column) == place(text, "ints")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("- 1\n", "mapping"),
        ("pack: [small\n", "not valid YAML"),
        ("pack: small\n---\npack: other\n", "not valid YAML"),
        ("pack: \x01\n", "cannot be read"),
        ("1: small\n", "a key must be a text"),
        ("a: " + "[" * 40 + "]" * 40 + "\n", "nested deeper"),
        ("# " + "x" * 300_000 + "\n", "too large"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "aliases"),
    ],
)
def test_a_file_that_is_no_pack_at_all_is_refused_with_a_reason(text: str, reason: str) -> None:
    assert any(reason in fault.english for fault in faults_of(text))


def test_the_report_says_place_and_reason_chinese_first() -> None:
    text = broken("within: 3 wd", "within: 3 days")
    line, column = place(text, "3 days")

    report = describe_faults(faults_of(text)).splitlines()

    assert report[1].strip() == f"small.yaml:{line}:{column}  obligations[0].within"
    assert CHINESE.search(report[2])
    assert not CHINESE.search(report[3])
