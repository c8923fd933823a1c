"""Where the other services are, for what the console asks of them."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

URL = r"^https?://[^\s/]+(/[^\s]*)?$"


class ServiceUrls(BaseSettings):
    """Read from `HUIYIN_SERVICE_URLS_<NAME>`; one that is not set counts as away."""

    model_config = SettingsConfigDict(
        env_prefix="HUIYIN_SERVICE_URLS_", frozen=True, extra="ignore"
    )

    intake: str | None = Field(default=None, pattern=URL)
    triage: str | None = Field(default=None, pattern=URL)
    casework: str | None = Field(default=None, pattern=URL)
    sla: str | None = Field(default=None, pattern=URL)
    notify: str | None = Field(default=None, pattern=URL)
    analytics: str | None = Field(default=None, pattern=URL)
    console: str | None = Field(default=None, pattern=URL)
