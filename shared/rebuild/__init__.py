"""Making read models anew from the stream while the system runs, and proving that rows are right.

What a service keeps is declared in its `kept` module (`shared.rebuild.kept`); `rebuild` and
`verify_all` are what the commands, the crash drill and the benchmarks call.
"""

from shared.rebuild.kept import DerivedRows, History, Kept, ReadModel, kept_by, services_that_keep
from shared.rebuild.making import Rebuilt, rebuild
from shared.rebuild.refusals import CannotRebuild
from shared.rebuild.report import Comparison, Report, Source
from shared.rebuild.verifying import verify_all

__all__ = [
    "CannotRebuild",
    "Comparison",
    "DerivedRows",
    "History",
    "Kept",
    "ReadModel",
    "Rebuilt",
    "Report",
    "Source",
    "kept_by",
    "rebuild",
    "services_that_keep",
    "verify_all",
]
