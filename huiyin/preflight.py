"""What can be found wrong before anything is started: settings of the services, policy packs."""

from __future__ import annotations

import os

from pydantic import ValidationError

from huiyin.refusals import PoliciesAreUnfit
from huiyin.settings import Settings, wrong_setting
from shared.policy import PolicyIsInvalid, PolicyLibrary, describe_faults
from shared.settings import Settings as ServiceSettings


def refuse_unfit_settings(settings: Settings) -> None:
    """Raises CannotRun where every service would only die of it."""
    try:
        # The three of every service that we give it ourselves.
        ServiceSettings(database_url="ours", nats_url="ours", port=1)
    except ValidationError as error:
        raise wrong_setting(error, os.environ) from error
    try:
        PolicyLibrary.read(settings.policies)
    except PolicyIsInvalid as invalid:
        raise PoliciesAreUnfit(settings.policies, describe_faults(invalid.faults)) from invalid
