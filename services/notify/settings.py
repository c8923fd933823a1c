"""What notify is told by its environment, besides `shared.settings`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self
from urllib.parse import unquote, urlsplit

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.notify.mail import is_address


class Security(StrEnum):
    """How the connection to the mail server is protected; the scheme of its URL."""

    PLAIN = "smtp"
    TLS = "smtps"
    STARTTLS = "smtp+starttls"


PORTS = {Security.PLAIN: 25, Security.TLS: 465, Security.STARTTLS: 587}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `smtp://host:25`, `smtps://user:password@host`, `smtp+starttls://…`.

        Raises ValueError without repeating the URL, which may hold a password.
        """
        wanted = "smtp://host:25, smtps://user:password@host:465 or smtp+starttls://… is wanted"
        parts = urlsplit(url)
        try:
            security = Security(parts.scheme)
            port = parts.port or PORTS[security]
        except ValueError:
            raise ValueError(wanted) from None
        if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError(wanted)
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        return cls(parts.hostname, port, security, user, password)


class NotifySettings(BaseSettings):
    """Read from variables that begin with `HUIYIN_`.

    Without `smtp_url` notices are planned and wait. `mail_from` is the sender's address.
    `public_url` is where people open the console, for links in notices; without it the address of
    the console service is used.
    """

    model_config = SettingsConfigDict(
        env_prefix="HUIYIN_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    smtp_url: str = ""
    mail_from: str = "huiyin@localhost"
    public_url: str = ""
    service_urls_console: str = ""

    @field_validator("smtp_url")
    @classmethod
    def _names_a_mail_server(cls, url: str) -> str:
        if url:
            MailServer.parse(url)
        return url

    @field_validator("mail_from")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        if not is_address(address):
            raise ValueError("a plain mail address is wanted, such as service@example.com")
        return address

    @property
    def mail_server(self) -> MailServer | None:
        return MailServer.parse(self.smtp_url) if self.smtp_url else None

    @property
    def console_url(self) -> str:
        return (self.public_url or self.service_urls_console).rstrip("/")
