-- The star: facts by complaint, obligation and supervision order, all carrying the local month of
-- receipt. Names stand beside their keys as they were when it happened. See docs/analysts.md.
CREATE TABLE complaint_facts (
    complaint_id    uuid        PRIMARY KEY,
    number          text        NOT NULL,
    month           text        NOT NULL,
    received_at     timestamptz NOT NULL,
    project         text        NOT NULL,
    project_name    text        NOT NULL,
    channel         text        NOT NULL,
    pack            text        NOT NULL,
    version         text        NOT NULL,
    has_contact     boolean     NOT NULL,
    category        text,
    category_name   text,
    grade           int,
    grade_name      text,
    first_grade     int,
    department      text,
    department_name text,
    times           int         NOT NULL,
    urged           int         NOT NULL,
    contacted_at    timestamptz,
    opinion_at      timestamptz,
    side            text,
    carried_out_at  timestamptz,
    revisited_at    timestamptz,
    satisfaction    text,
    closed_at       timestamptz,
    withdrawn_at    timestamptz,
    reopened        int         NOT NULL,
    supervised      boolean     NOT NULL
);
CREATE INDEX complaint_facts_by_month ON complaint_facts (month, received_at);

CREATE TABLE obligation_facts (
    complaint_id   uuid        NOT NULL,
    obligation     text        NOT NULL,
    run            int         NOT NULL,
    number         text        NOT NULL,
    month          text        NOT NULL,
    name           text        NOT NULL,
    rule           text        NOT NULL,
    kind           text        NOT NULL,
    answerable     text        NOT NULL,
    started_at     timestamptz NOT NULL,
    first_due_at   timestamptz,
    due_at         timestamptz,
    outcome        text        NOT NULL,
    ended_at       timestamptz,
    warned         int         NOT NULL,
    paused         int         NOT NULL,
    extended       int         NOT NULL,
    noticed_late_s float8,
    PRIMARY KEY (complaint_id, obligation, run)
);
CREATE INDEX obligation_facts_by_month ON obligation_facts (month);
CREATE INDEX obligation_facts_by_name ON obligation_facts (obligation, month);

CREATE TABLE supervision_facts (
    order_id          uuid        PRIMARY KEY,
    order_number      text        NOT NULL,
    complaint_id      uuid        NOT NULL,
    number            text        NOT NULL,
    month             text        NOT NULL,
    department        text        NOT NULL,
    rule              text        NOT NULL,
    label             text        NOT NULL,
    issued_by         text        NOT NULL,
    issued_at         timestamptz NOT NULL,
    milestones        int         NOT NULL,
    milestones_met    int         NOT NULL,
    milestones_missed int         NOT NULL,
    closed_at         timestamptz
);
CREATE INDEX supervision_facts_by_month ON supervision_facts (month);

-- Free text, for the reports only: the customer's and the handlers' own words.
CREATE TABLE complaint_titles (
    complaint_id uuid PRIMARY KEY,
    month        text NOT NULL,
    title        text NOT NULL
);
CREATE INDEX complaint_titles_by_month ON complaint_titles (month);

CREATE TABLE course_steps (
    message_id   text        PRIMARY KEY,
    complaint_id uuid        NOT NULL,
    month        text        NOT NULL,
    sequence     bigint      NOT NULL,
    occurred_at  timestamptz NOT NULL,
    event        text        NOT NULL,
    sentence     text        NOT NULL
);
CREATE INDEX course_steps_of_complaint ON course_steps (complaint_id, sequence);
