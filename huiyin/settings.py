"""What the operator may set by environment variable, read once and checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from huiyin.processes import ALL as ALL_PROCESSES
from huiyin.processes import JOBS, asset, default_data_dir
from huiyin.refusals import SettingIsWrong

_EXPECTED = {
    "HUIYIN_DATABASE_URL": "postgresql://用户:密码@主机:端口/前缀",
    "HUIYIN_NATS_URL": "nats://用户:密码@主机:端口",
    "HUIYIN_SMTP_URL": "smtp://主机:端口",
    "HUIYIN_CLOCK": " system 或 stepped",
    "HUIYIN_CLOCK_START": "带时区的时间，如 2026-01-05T09:00:00+08:00",
    "HUIYIN_ZONE": "时区名，如 Asia/Shanghai",
    "HUIYIN_POOL_SIZE": " 2 以上的整数",
    "HUIYIN_TRACE_SAMPLED": " 0 到 1 之间的数",
    "HUIYIN_OTLP_ENDPOINT": " http://主机:4318",
    "HUIYIN_LOG_LEVEL": " DEBUG、INFO、WARNING 或 ERROR",
}


class Settings(BaseModel):
    """The variables of docs/operators.md. An empty URL means: start a server of our own."""

    model_config = ConfigDict(frozen=True, validate_default=True)

    data: Path = Field(default_factory=default_data_dir)
    database_url: str = Field(default="", pattern=r"^(postgres(ql)?://.+/.+)?$")
    nats_url: str = Field(default="", pattern=r"^((nats|tls)://.+)?$")
    smtp_url: str = Field(default="", pattern=r"^(smtps?(\+starttls)?://.+)?$")
    policies: Path = Field(default_factory=lambda: asset("policies"))
    clock: Literal["system", "stepped"] = "system"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from HUIYIN_*; SettingIsWrong names the first variable that is not right."""
    given = {
        field: environment[variable]
        for field in Settings.model_fields
        if environment.get(variable := f"HUIYIN_{field.upper()}")
    }
    try:
        return Settings(**given)
    except ValidationError as error:
        raise wrong_setting(error, environment) from error


def wrong_setting(error: ValidationError, environment: Mapping[str, str]) -> SettingIsWrong:
    """What is to be said of the first variable that is not right."""
    variable = f"HUIYIN_{str(error.errors()[0]['loc'][0]).upper()}"
    return SettingIsWrong(variable, environment.get(variable, ""), _EXPECTED.get(variable, ""))


def read_ports(environment: Mapping[str, str] = os.environ) -> dict[str, int]:
    """The port of every process: from the table, or from its HUIYIN_<NAME>_PORT."""
    ports: dict[str, int] = {}
    for process in ALL_PROCESSES:
        if process.port is None or process in JOBS:
            continue
        value = environment.get(process.variable) or str(process.port)
        if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65_536:
            raise SettingIsWrong(process.variable, value, " 1 到 65535 的端口号")
        ports[process.name] = int(value)
    return ports
