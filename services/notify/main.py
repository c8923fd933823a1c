"""Notify's composition root."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from services.notify import api
from services.notify.application import Notices
from services.notify.channels import SmtpCarrier
from services.notify.delivery import Delivery
from services.notify.notice import NOTICE
from services.notify.reactions import Planning
from services.notify.settings import MailServer, NotifySettings
from services.notify.wording import Wording
from shared.background import Job
from shared.runtime import Composition, Runtime
from shared.settings import Settings
from shared.web.app import service_app

log = logging.getLogger(__name__)

KINDS = (NOTICE,)


def create_app(settings: Settings | None = None) -> FastAPI:
    return service_app(
        "notify",
        title="回音 通知 Huiyin notify",
        kinds=KINDS,
        compose=compose,
        routers=[api.router],
        settings=settings,
    )


def compose(runtime: Runtime) -> Composition:
    own = NotifySettings()
    policies = runtime.policies()
    wording = Wording(policies, ZoneInfo(runtime.settings.zone), own.console_url)
    planning = Planning(policies=policies, wording=wording, clock=runtime.clock)
    server = own.mail_server
    if server is None:
        log.warning("HUIYIN_SMTP_URL is not set: notices are planned and wait")
    notices = Notices(runtime.store, can_send=server is not None)
    return Composition(
        notices,
        handlers=planning.handlers(),
        jobs=[_delivering(runtime, server, own.mail_from)] if server else [],
        idle=notices.idle,
    )


def _delivering(runtime: Runtime, server: MailServer, sender: str) -> Job:
    delivery = Delivery(
        store=runtime.store,
        clock=runtime.clock,
        carrier=SmtpCarrier(server, hello=sender.rpartition("@")[2]),
        sender=sender,
        after_commit=runtime.bell.ring,
    )
    runtime.bell.also_wake(delivery.wake)
    return lambda: delivery.run(runtime.database_url)
