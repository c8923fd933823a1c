"""The example in the authors' guide is a pack that loads."""

from __future__ import annotations

import re

from shared.deadlines.calendar_file import parse
from shared.policy import load_pack
from tests.unit.policy.regulations import POLICIES

GUIDE = POLICIES.parent / "docs" / "policy-authors.md"


def test_the_example_of_the_guide_is_a_complete_pack() -> None:
    found = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    holidays = parse((POLICIES / "calendars" / "cn.yaml").read_text(encoding="utf-8"))

    pack = load_pack(found[1], file="demo.yaml", calendars={"cn": holidays})

    assert pack.grade({"persons": 5}).evidence[0].rule == "demo-1b"
