-- What was counted anew because the calendar had changed: one row a recount, put in the transaction
-- of its event. key is of the obligation, or of the milestone of a supervision order.
CREATE TABLE calendar_changes (
    stream          uuid        NOT NULL,
    place           text        NOT NULL,
    complaint_id    uuid        NOT NULL,
    number          text        NOT NULL,
    subject         text        NOT NULL,
    key             text        NOT NULL,
    name            text        NOT NULL,
    notices         text        NOT NULL,
    previous_due_at timestamptz,
    due_at          timestamptz,
    counted_at      timestamptz NOT NULL,
    sentence        text        NOT NULL,
    PRIMARY KEY (stream, place)
);
CREATE INDEX calendar_changes_in_order ON calendar_changes (counted_at, stream, place);
CREATE INDEX calendar_changes_of_complaint ON calendar_changes (number, counted_at, stream, place);

-- By which calendar everything open under a regulation has been counted. Where a regulation's
-- calendar is another one, everything open is looked at once.
CREATE TABLE calendars_heeded (
    pack     text NOT NULL,
    version  text NOT NULL,
    calendar text NOT NULL,
    PRIMARY KEY (pack, version)
);
