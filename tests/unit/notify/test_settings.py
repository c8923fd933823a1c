"""Where mail goes is read from one URL, and a wrong one is refused without being repeated."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from services.notify.settings import MailServer, NotifySettings, Security


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1:8125", MailServer("127.0.0.1", 8125, Security.PLAIN)),
        ("smtp://mail.example", MailServer("mail.example", 25, Security.PLAIN)),
        (
            "smtps://u:p%40ss@mail.example",
            MailServer("mail.example", 465, Security.TLS, "u", "p@ss"),
        ),
        ("smtp+starttls://mail.example", MailServer("mail.example", 587, Security.STARTTLS)),
    ],
)
def test_a_mail_server_is_read_from_its_url(url: str, expected: MailServer) -> None:
    assert MailServer.parse(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:x",
        "smtp://mail.example/inbox",
        "mail",
    ],
)
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="is wanted"):
        MailServer.parse(url)


def test_a_refusal_does_not_repeat_the_password() -> None:
    with pytest.raises(ValidationError) as refused:
        NotifySettings(smtp_url="imap://user:geheim@mail.example")
    assert "geheim" not in str(refused.value)


def test_a_password_is_not_shown() -> None:
    assert "geheim" not in repr(MailServer.parse("smtps://user:geheim@mail.example"))


def test_without_a_url_nothing_can_be_sent() -> None:
    assert NotifySettings(smtp_url="").mail_server is None


def test_the_public_address_goes_before_the_services_own() -> None:
    settings = NotifySettings(
        public_url="https://huiyin.example/", service_urls_console="http://127.0.0.1:8100"
    )
    assert settings.console_url == "https://huiyin.example"
