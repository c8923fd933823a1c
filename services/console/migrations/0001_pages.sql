-- One row a complaint: everything its page shows, and what the list filters and sorts by.
-- `place` sorts by receipt; byte order, so that it does not depend on the server's locale.
CREATE TABLE complaint_pages (
    complaint_id     uuid        PRIMARY KEY,
    number           text        COLLATE "C" NOT NULL UNIQUE,
    place            text        COLLATE "C" NOT NULL UNIQUE,
    received_at      timestamptz NOT NULL,
    recorded_at      timestamptz NOT NULL,
    channel          text        NOT NULL,
    project          text        NOT NULL,
    project_name     text        NOT NULL,
    title            text        NOT NULL,
    text             text        NOT NULL,
    customer         jsonb       NOT NULL,
    policy           jsonb       NOT NULL,
    answer_wanted_by timestamptz,
    times            int         NOT NULL,
    urged            int         NOT NULL,
    category         text,
    category_name    text,
    category_words   jsonb       NOT NULL,
    department       text,
    department_name  text,
    grade            int,
    ruling           jsonb,
    status           text        NOT NULL,
    steps            jsonb       NOT NULL,
    findings         jsonb       NOT NULL,
    orders           jsonb       NOT NULL,
    deadlines        jsonb       NOT NULL,
    missed           int         NOT NULL,
    is_open          boolean     NOT NULL,
    overdue          boolean     NOT NULL,
    supervised       boolean     NOT NULL
);
CREATE INDEX complaint_pages_of_project ON complaint_pages (project, place);
CREATE INDEX complaint_pages_of_grade ON complaint_pages (grade, place);
CREATE INDEX complaint_pages_of_status ON complaint_pages (status, place);
CREATE INDEX complaint_pages_received ON complaint_pages (received_at);
CREATE INDEX complaint_pages_open ON complaint_pages (place) WHERE is_open;
CREATE INDEX complaint_pages_overdue ON complaint_pages (place) WHERE overdue;
CREATE INDEX complaint_pages_supervised ON complaint_pages (place) WHERE supervised;

-- One row an obligation of a complaint, with its explanation.
CREATE TABLE clocks (
    complaint_id uuid        NOT NULL,
    obligation   text        NOT NULL,
    name         text        NOT NULL,
    rule         text        NOT NULL,
    kind         text        NOT NULL,
    answerable   text        NOT NULL,
    state        text        NOT NULL,
    started_at   timestamptz NOT NULL,
    due_at       timestamptz,
    first_due_at timestamptz,
    ended_at     timestamptz,
    late_s       float8      NOT NULL,
    reason       text,
    approved_by  text,
    warnings     jsonb       NOT NULL,
    explanation  jsonb       NOT NULL,
    PRIMARY KEY (complaint_id, obligation)
);

-- One row an event, as a sentence. `sequence` is the broker's.
CREATE TABLE timeline (
    complaint_id uuid        NOT NULL,
    message_id   text        NOT NULL,
    sequence     bigint      NOT NULL,
    service      text        NOT NULL,
    event        text        NOT NULL,
    occurred_at  timestamptz NOT NULL,
    who          text        NOT NULL,
    sentence     text        NOT NULL,
    tone         text        NOT NULL,
    details      jsonb       NOT NULL,
    trace_id     text,
    PRIMARY KEY (complaint_id, message_id)
);
