"""What a watch derives from its fields, and how its events change them."""

from __future__ import annotations

from services.sla.domain import events as e
from services.sla.domain.watch import CHANGED_BY, WATCH, Watch
from tests.unit.policy.regulations import zsy
from tests.unit.sla.story import Story, assigned, graded


def graded_story() -> Story:
    return Story(zsy()).received("2026-11-18 10:00").hears(graded(2), "2026-11-18 10:01")


def test_a_copy_has_its_own_open_obligations() -> None:
    watch = graded_story().hears(assigned(), "2026-11-18 10:02").watch
    were_open = watch.open_obligations

    assert were_open
    assert watch.model_copy(update={"obligations": ()}).open_obligations == ()
    assert watch.open_obligations == were_open


def test_what_a_watch_was_asked_is_not_stored_with_it() -> None:
    watch = graded_story().watch
    unasked = watch.model_copy()
    assert watch.open_obligations

    assert watch == unasked
    assert watch.model_dump_json() == unasked.model_dump_json()
    assert Watch.model_validate_json(watch.model_dump_json()) == watch


def test_every_event_changes_a_watch_but_the_one_that_opens_it() -> None:
    assert CHANGED_BY.keys() == set(WATCH.events) - {e.WatchOpened}
