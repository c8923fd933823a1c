-- The stretch of time that ends with the latest of complaints alike, where they are many, and how
-- many people complained in it: the next one moves it on instead of counting all of them again.
CREATE TABLE latest_stretches (
    alike        text        PRIMARY KEY,
    last_at      timestamptz NOT NULL,
    complainants int         NOT NULL
);
CREATE INDEX similar_complaints_by_complainant ON similar_complaints (alike, complainant, until);
CREATE INDEX similar_complaints_by_told ON similar_complaints (alike, told, until);
CREATE INDEX similar_complaints_by_receipt ON similar_complaints (alike, received_at);
