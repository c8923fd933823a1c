-- What will happen by itself and when: for every stream the instants ahead of its aggregate, replaced
-- in the transaction of the events. traceparent is of whatever started the clock.
CREATE TABLE timers (
    stream       uuid        NOT NULL,
    place        text        NOT NULL,
    aggregate    text        NOT NULL,
    complaint_id uuid        NOT NULL,
    instant      timestamptz NOT NULL,
    provisional  boolean     NOT NULL,
    traceparent  text,
    PRIMARY KEY (stream, place)
);
-- In the order in which they are asked for, so that the next one is one step away.
CREATE INDEX timers_in_order ON timers (instant, stream, place);
CREATE INDEX timers_provisional ON timers (stream) WHERE provisional;
