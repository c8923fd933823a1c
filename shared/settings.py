"""What a service is told by its environment: typed, frozen, read once, no secret defaults."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

POLICIES = Path(__file__).parents[1] / "policies"


class ClockKind(StrEnum):
    SYSTEM = "system"
    STEPPED = "stepped"


class Settings(BaseSettings):
    """Read from variables that begin with `HUIYIN_`.

    `database_url` names the server and the prefix of the service's database; `trace_sampled` is the
    share of traces kept, 0 to 1.
    """

    model_config = SettingsConfigDict(
        env_prefix="HUIYIN_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    database_url: str
    nats_url: str
    host: str = "127.0.0.1"
    port: int = Field(gt=0, lt=65_536)
    policies: Path = POLICIES
    zone: str = "Asia/Shanghai"
    pool_size: int = Field(default=8, ge=2)
    clock: ClockKind = ClockKind.SYSTEM
    clock_start: AwareDatetime | None = None
    trace_sampled: float = Field(default=1.0, ge=0, le=1)
    otlp_endpoint: str | None = Field(default=None, pattern=r"^https?://[^\s/]+")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, OSError, ValueError):  # Unknown, a folder of zones, no name at all.
            raise ValueError("a time zone is wanted, such as Asia/Shanghai") from None
        return zone


def faults(error: ValidationError, prefix: str = "HUIYIN_") -> Iterator[tuple[str, str]]:
    """The variables that are wrong, each with the reason; never their values, which may be
    secret."""
    for fault in error.errors(include_input=False):
        name = "_".join(str(step) for step in fault["loc"])
        yield prefix + name.upper(), fault["msg"].removeprefix("Value error, ")
