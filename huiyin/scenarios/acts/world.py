"""What happens around the complaints: time passes, the mail fails."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal

from huiyin.scenarios.acts.step import Known, Step
from huiyin.scenarios.stage import Stage


class Wait(Step):
    """Nothing but that time passes up to here."""

    SAYS: ClassVar[str] = "时间过去"
    wait: Literal[True]

    def play(self, stage: Stage, known: Known) -> None:
        pass


class MailState(StrEnum):
    """Whether notices leave the house."""

    DOWN = "down"
    UP = "up"


class MailChanges(Step):
    """The mail stops (nothing is delivered) or works again (what waited is delivered)."""

    SAYS: ClassVar[str] = "邮件中断或恢复"
    mail: MailState

    def play(self, stage: Stage, known: Known) -> None:
        if self.mail is MailState.DOWN:
            stage.mail_is_down = True
        else:
            stage.post_again()
