-- What notify keeps of a complaint, to word its notices.
CREATE TABLE known_complaints (
    complaint_id      uuid        PRIMARY KEY,
    number            text        NOT NULL,
    title             text        NOT NULL,
    text              text        NOT NULL,
    project           text        NOT NULL,
    project_name      text        NOT NULL,
    channel           text        NOT NULL,
    received_at       timestamptz NOT NULL,
    customer          jsonb       NOT NULL,
    policy            jsonb       NOT NULL,
    facts             jsonb       NOT NULL,
    category          text,
    category_name     text,
    grade             int,
    grade_name        text,
    evidence          jsonb       NOT NULL,
    department        text,
    department_name   text,
    answer_obligation text,
    answer_due_at     timestamptz,
    order_reason      text
);

-- One row a notice: the queue of the delivery worker, and the list people read.
CREATE TABLE notices (
    notice_id      uuid        PRIMARY KEY,
    place          bigint      NOT NULL,
    complaint_id   uuid        NOT NULL,
    number         text        NOT NULL,
    event          text        NOT NULL,
    template       text        NOT NULL,
    rule           text        NOT NULL,
    recipient      text        NOT NULL,
    recipient_name text        NOT NULL,
    channel        text        NOT NULL,
    subject        text        NOT NULL,
    planned_at     timestamptz NOT NULL,
    status         text        NOT NULL,
    attempts       int         NOT NULL,
    reason         text,
    traceparent    text
);
CREATE INDEX notices_waiting ON notices (attempts, place, notice_id) WHERE status = 'planned';
CREATE INDEX notices_of_complaint ON notices (number, place, notice_id);
CREATE INDEX notices_in_order ON notices (place, notice_id);
