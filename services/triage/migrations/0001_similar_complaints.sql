-- Complaints as they are counted with their like (zsy-3.3b): who complained, of what sort, from when
-- to when a stretch that begins with the complaint lasts, and which count its assessment was told.
CREATE TABLE similar_complaints (
    complaint_id uuid        NOT NULL,
    fact         text        NOT NULL,
    alike        text        NOT NULL,
    complainant  uuid        NOT NULL,
    received_at  timestamptz NOT NULL,
    until        timestamptz NOT NULL,
    told         int         NOT NULL,
    PRIMARY KEY (complaint_id, fact)
);
CREATE INDEX similar_complaints_alike ON similar_complaints (alike, until);

-- Its one row is locked by whoever counts.
CREATE TABLE counting_turn (
    name   text PRIMARY KEY,
    holder uuid NOT NULL
);
