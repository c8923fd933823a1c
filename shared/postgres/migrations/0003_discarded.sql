-- Messages that a person gave up: they took no effect, and take none when a read model is rebuilt.
CREATE TABLE discarded (
    consumer     text        NOT NULL,
    message_id   text        NOT NULL,
    sequence     bigint      NOT NULL,
    discarded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, message_id)
);
