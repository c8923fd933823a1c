-- Streams: the eventsourcing library's layout (so that the library can read them), with why and when
-- beside each event.
CREATE TABLE events (
    originator_id      uuid        NOT NULL,
    originator_version bigint      NOT NULL,
    topic              text        NOT NULL,
    state              bytea       NOT NULL,
    notification_id    bigserial,
    metadata           jsonb       NOT NULL DEFAULT '{}',
    stored_at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (originator_id, originator_version)
);
CREATE UNIQUE INDEX events_notification_id ON events (notification_id);

CREATE TABLE snapshots (
    originator_id      uuid   NOT NULL,
    originator_version bigint NOT NULL,
    topic              text   NOT NULL,
    state              bytea  NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
);

-- Other names a stream is known by, such as a complaint's number: each belongs to one stream.
CREATE TABLE names (
    name          text PRIMARY KEY,
    originator_id uuid NOT NULL
);

-- A queue, not a log: a row lives from the decision to the broker's acknowledgement.
CREATE TABLE outbox (
    id          bigserial PRIMARY KEY,
    message_id  text      NOT NULL,
    subject     text      NOT NULL,
    body        bytea     NOT NULL,
    traceparent text
);

-- Which messages took effect here; written with the effect.
CREATE TABLE inbox (
    consumer   text        NOT NULL,
    message_id text        NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, message_id)
);

-- Messages that failed, and those that wait behind them, in broker order within their key.
CREATE TABLE parked (
    consumer   text        NOT NULL,
    message_id text        NOT NULL,
    partition  int         NOT NULL,
    key        uuid        NOT NULL,
    sequence   bigint      NOT NULL,
    body       bytea       NOT NULL,
    attempts   int         NOT NULL,
    dead       boolean     NOT NULL DEFAULT false,
    error      text        NOT NULL,
    retry_at   timestamptz NOT NULL,
    parked_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, message_id)
);
CREATE INDEX parked_in_order ON parked (consumer, partition, key, sequence);

-- Replies kept for requests that carry an Idempotency-Key.
CREATE TABLE answers (
    key         text        PRIMARY KEY,
    fingerprint bytea       NOT NULL,
    status      int         NOT NULL,
    headers     jsonb       NOT NULL,
    body        bytea       NOT NULL,
    answered_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX answers_by_age ON answers (answered_at);

-- How far each partition has been handled, moved in the transaction of the effects. Taking a
-- partition over raises the epoch, which waits for the batch in hand.
CREATE TABLE positions (
    consumer  text   NOT NULL,
    partition int    NOT NULL,
    epoch     bigint NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (consumer, partition)
);

-- This service's spans, so that a complaint's story can be shown without another server.
CREATE TABLE spans (
    trace_id     text   NOT NULL,
    span_id      text   NOT NULL,
    parent_id    text,
    service      text   NOT NULL,
    name         text   NOT NULL,
    kind         text   NOT NULL,
    start_ns     bigint NOT NULL,
    end_ns       bigint NOT NULL,
    status       text   NOT NULL,
    complaint_id uuid,
    links        jsonb  NOT NULL,
    attributes   jsonb  NOT NULL,
    PRIMARY KEY (trace_id, span_id)
);
CREATE INDEX spans_of_complaint ON spans (complaint_id) WHERE complaint_id IS NOT NULL;
CREATE INDEX spans_by_age ON spans (start_ns);
