-- A read model for the tests of the plumbing, with a column of every kind that rows use.
CREATE TABLE heard (
    complaint_id uuid        PRIMARY KEY,
    words        jsonb       NOT NULL,
    times        int         NOT NULL,
    last_at      timestamptz,
    mood         text        NOT NULL,
    detail       jsonb
);
CREATE TABLE visits (
    room text NOT NULL,
    day  date NOT NULL,
    done bool NOT NULL,
    PRIMARY KEY (room, day)
);
