"""Processes that do not outlive the one that started them, even when it is killed with SIGKILL."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """A function for `preexec_fn` that asks Linux to send that signal when the parent dies.

    None where the system offers nothing of the kind (macOS). Linux forgets the wish when the
    process changes its account, so it has to run after that, as subprocess does.
    """
    if sys.platform != "linux":
        return None
    # Found before the fork: between fork and exec a child must not take locks.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # The parent died before we could ask.
            os._exit(1)

    return ask
