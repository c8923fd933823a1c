"""Every statement of the PostgreSQL store, named and described."""

# A decision: events, outbox messages, kept answer, snapshot and names, in one statement. Messages
# take their outbox ids in the order given, after the version they follow has committed. A stream
# keeps its newest snapshot only.
RECORD = """
WITH recorded AS (
    INSERT INTO events (originator_id, originator_version, topic, state, metadata)
    SELECT id, version, topic, state, $5
      FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bytea[])
        AS event (id, version, topic, state)
), answered AS (
    INSERT INTO answers (key, fingerprint, status, headers, body)
    SELECT $10::text, $11::bytea, $12::int, $13::jsonb, $14::bytea WHERE $10::text IS NOT NULL
), shot AS (
    INSERT INTO snapshots (originator_id, originator_version, topic, state)
    SELECT $15::uuid, $16::bigint, $17::text, $18::bytea WHERE $15::uuid IS NOT NULL
    ON CONFLICT DO NOTHING
), outdated AS (
    DELETE FROM snapshots WHERE originator_id = $15::uuid AND originator_version < $16::bigint
), named AS (
    INSERT INTO names (name, originator_id)
    SELECT name, $20::uuid FROM unnest($19::text[]) AS name
)
INSERT INTO outbox (message_id, subject, body, traceparent)
SELECT message_id, subject, body, traceparent
  FROM unnest($6::text[], $7::text[], $8::bytea[], $9::text[])
    WITH ORDINALITY AS message (message_id, subject, body, traceparent, place)
 ORDER BY place
"""

EVENTS = """
SELECT originator_id, originator_version, topic, state
  FROM events
 WHERE originator_id = $1 AND originator_version > $2
 ORDER BY originator_version
"""

HISTORY = """
SELECT originator_id, originator_version, topic, state, metadata, stored_at
  FROM events
 WHERE originator_id = $1
 ORDER BY originator_version
"""

SNAPSHOT = """
SELECT state
  FROM snapshots
 WHERE originator_id = $1 AND topic = $2
 ORDER BY originator_version DESC
 LIMIT 1
"""

ANSWER = "SELECT fingerprint, status, headers, body FROM answers WHERE key = $1"

FIND_NAME = "SELECT originator_id FROM names WHERE name = $1"

TAKE = """
INSERT INTO inbox (consumer, message_id)
SELECT $1, message_id FROM unnest($2::text[]) AS message (message_id)
ON CONFLICT DO NOTHING
RETURNING message_id
"""

# Makes a replica that takes the partition over wait for this transaction.
HOLD_PARTITION = """
SELECT position FROM positions WHERE consumer = $1 AND partition = $2 AND epoch = $3 FOR UPDATE
"""

ADVANCE = "UPDATE positions SET position = $3 WHERE consumer = $1 AND partition = $2"

TAKE_PARTITION = """
INSERT INTO positions (consumer, partition, epoch, position) VALUES ($1, $2, 1, 0)
ON CONFLICT (consumer, partition) DO UPDATE SET epoch = positions.epoch + 1
RETURNING epoch
"""

PARKED_KEYS = "SELECT DISTINCT key FROM parked WHERE consumer = $1"

PARK = """
INSERT INTO parked (consumer, message_id, partition, key, sequence, body, attempts, dead, error,
                    retry_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(secs => $10))
ON CONFLICT (consumer, message_id) DO UPDATE
   SET attempts = excluded.attempts, dead = excluded.dead, error = excluded.error,
       retry_at = excluded.retry_at
"""

UNPARK = "DELETE FROM parked WHERE consumer = $1 AND message_id = $2 RETURNING message_id"

# The head of each key: while it is not due, or dead, what lies behind it waits.
PARKED_DUE = """
SELECT consumer, message_id, key, sequence, body, attempts, dead, error
  FROM (SELECT DISTINCT ON (key) * FROM parked
         WHERE consumer = $1 AND partition = $2
         ORDER BY key, sequence) AS head
 WHERE NOT dead AND retry_at <= now()
 ORDER BY sequence
 LIMIT $3
"""

PEEK_OUTBOX = """
SELECT id, message_id, subject, body, traceparent FROM outbox ORDER BY id LIMIT $1
"""

EMPTY_OUTBOX = "DELETE FROM outbox WHERE id = ANY($1::bigint[])"
