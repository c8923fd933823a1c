"""What can be found wrong before anything is started: settings of the services, policy packs."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ValidationError

from huiyin.refusals import PoliciesAreUnfit
from huiyin.settings import Settings, wrong_setting
from shared.policy import PolicyIsInvalid, PolicyLibrary, describe_faults
from shared.policy.seal import Digests, moved
from shared.settings import Settings as ServiceSettings


def refuse_unfit_settings(settings: Settings) -> None:
    """Raises CannotRun where every service would only die of it."""
    try:
        # The three of every service that we give it ourselves.
        ServiceSettings(database_url="ours", nats_url="ours", port=1)
    except ValidationError as error:
        raise wrong_setting(error, os.environ) from error
    _read_policies(settings.policies)


def refuse_moved_policies(sealed: Digests, folder: Path) -> None:
    """Raises CannotRun where a version that was gone by is gone or says something else now."""
    if not sealed:
        return
    faults = tuple(moved(sealed, _read_policies(folder), folder))
    if faults:
        raise PoliciesAreUnfit(folder, describe_faults(faults))


def _read_policies(folder: Path) -> PolicyLibrary:
    try:
        return PolicyLibrary.read(folder)
    except PolicyIsInvalid as invalid:
        raise PoliciesAreUnfit(folder, describe_faults(invalid.faults)) from invalid
