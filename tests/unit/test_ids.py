"""Derived ids are permanent: a rebuild must come to those that are stored."""

from __future__ import annotations

from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from shared.ids import NAMESPACE, derived_id


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_derived_id_is_the_uuid_of_its_cause_in_our_namespace(cause: list[str]) -> None:
    assert derived_id(*cause) == uuid5(NAMESPACE, "\x1f".join(cause))


def test_an_id_that_was_derived_once_is_derived_again() -> None:
    assert derived_id("project", "mhhy") == UUID("0cd1383a-58be-5bc3-960b-08611f99b78b")
