"""What analytics is told by its environment, besides `shared.settings`."""

from __future__ import annotations

from pydantic_settings import BaseSettings, SettingsConfigDict


class AnalyticsSettings(BaseSettings):
    """Read from variables that begin with `HUIYIN_`: where people open a complaint's page, for the
    links in reports. `public_url` goes before the address of the console service."""

    model_config = SettingsConfigDict(env_prefix="HUIYIN_", frozen=True, extra="ignore")

    public_url: str = ""
    service_urls_console: str = ""

    @property
    def console_url(self) -> str:
        return (self.public_url or self.service_urls_console).rstrip("/")
