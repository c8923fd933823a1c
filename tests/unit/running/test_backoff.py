from __future__ import annotations

from huiyin.backoff import Backoff


def test_each_death_in_a_row_waits_longer_up_to_a_limit() -> None:
    backoff = Backoff(first_s=1.0, most_s=10.0)

    delays = [backoff.delay_s(uptime_s=0.1) for _ in range(6)]

    assert delays == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


def test_after_a_calm_spell_the_delay_starts_anew() -> None:
    backoff = Backoff(first_s=1.0, calm_s=5.0)
    for _ in range(3):
        backoff.delay_s(uptime_s=0.1)

    assert backoff.delay_s(uptime_s=5.0) == 1.0
    assert backoff.delay_s(uptime_s=0.1) == 2.0


def test_years_of_dying_do_not_overflow() -> None:
    backoff = Backoff(most_s=30.0)

    for _ in range(5_000):
        delay = backoff.delay_s(uptime_s=0.0)

    assert delay == 30.0
