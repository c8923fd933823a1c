"""Lives from a file of past complaints, by the same mapping that the import and the replay use."""

from __future__ import annotations

from huiyin.refusals import CannotRun
from huiyin.whatif.life import Life
from shared.contracts.casework import CustomerContactedV1
from shared.contracts.intake import Channel, ComplaintReceivedV1, Customer, PolicyStamp
from shared.ids import derived_id
from shared.tabular import FieldName, Record, read_sheet
from shared.tabular.mapping import ColumnMapping

NOT_YET = PolicyStamp(pack="none", version="0")
ANSWERED_BY = "file"


def lives_in(content: bytes, mapping: ColumnMapping) -> tuple[list[Life], int]:
    """The complaints of a file in order of receipt, and how many rows could not be read.

    An answer is a talk with the customer in which the preliminary opinion was told. Raises a
    refusal where the file or its columns cannot be read, CannotRun where no row can.
    """
    sheet = read_sheet(content)
    places = mapping.columns_in(sheet.header)
    lives: list[Life] = []
    unreadable = 0
    for row in sheet.rows:
        record = mapping.read(row, places, len(sheet.header))
        if isinstance(record, Record):
            lives.append(_life(record, mapping.source))
        else:
            unreadable += 1
    if not lives:
        raise CannotRun("文件中没有可用的投诉 / there is no complaint in the file to try")
    lives.sort(key=lambda life: (life.received.received_at, life.received.number))
    return lives, unreadable


def _life(record: Record, source: str) -> Life:
    texts, times = record.texts, record.times
    ref = texts[FieldName.EXTERNAL_REF]
    received_at = times[FieldName.RECEIVED_AT]
    channel = texts[FieldName.CHANNEL]
    received = ComplaintReceivedV1(
        complaint_id=derived_id("complaint", source, ref),
        number=ref,
        occurred_at=received_at,
        received_at=received_at,
        channel=Channel(channel) if channel in set(Channel) else Channel.WEB,
        project=texts[FieldName.PROJECT],
        project_name=texts[FieldName.PROJECT],
        category=texts.get(FieldName.CATEGORY),
        title=texts.get(FieldName.TITLE, ""),
        text=texts[FieldName.TEXT],
        customer=Customer(
            name=texts.get(FieldName.CUSTOMER_NAME),
            phone=texts.get(FieldName.CUSTOMER_PHONE),
            email=texts.get(FieldName.CUSTOMER_EMAIL),
            room=texts.get(FieldName.CUSTOMER_ROOM),
        ),
        policy=NOT_YET,
        facts=dict(record.facts),
        source=source,
        external_ref=ref,
    )
    life = Life(received)
    if answered_at := times.get(FieldName.ANSWERED_AT):
        # What was answered before it came in was answered at once.
        at = max(answered_at, received_at)
        life.happenings.append(
            CustomerContactedV1(
                complaint_id=received.complaint_id,
                number=ref,
                occurred_at=at,
                by=ANSWERED_BY,
                contacted_at=at,
                channel=received.channel,
                preliminary_opinion=True,
                note="",
            )
        )
    return life
