"""Every statement of the PostgreSQL store, named and described."""

# The parts of a decision, recorded in one statement (`recording`); `{rows}` are their parameters.
RECORD_EVENTS = """
INSERT INTO events (originator_id, originator_version, topic, state, metadata) VALUES {rows}
"""

RECORD_ANSWERS = """
INSERT INTO answers (key, fingerprint, status, headers, body) VALUES {rows}
"""

RECORD_SNAPSHOT = """
INSERT INTO snapshots (originator_id, originator_version, topic, state) VALUES {rows}
ON CONFLICT DO NOTHING
"""

FORGET_SNAPSHOTS = """
DELETE FROM snapshots WHERE originator_id = {0} AND originator_version < {1}
"""

RECORD_NAMES = "INSERT INTO names (name, originator_id) VALUES {rows}"

# Messages take their outbox ids in the order given, after the version they follow has committed.
RECORD_MESSAGES = """
INSERT INTO outbox (message_id, subject, body, traceparent) VALUES {rows}
"""

# Many decisions at once; the arrays of each table are its columns.
RECORD_MANY = """
WITH recorded AS (
    INSERT INTO events (originator_id, originator_version, topic, state, metadata)
    SELECT id, version, topic, state, metadata::jsonb
      FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::text[])
        AS event (id, version, topic, state, metadata)
), shot AS (
    INSERT INTO snapshots (originator_id, topic, originator_version, state)
    SELECT * FROM unnest($10::uuid[], $11::text[], $12::bigint[], $13::bytea[])
    ON CONFLICT DO NOTHING
), outdated AS (
    DELETE FROM snapshots
     USING unnest($10::uuid[], $12::bigint[]) AS newest (id, version)
     WHERE originator_id = newest.id AND originator_version < newest.version
), named AS (
    INSERT INTO names (name, originator_id) SELECT * FROM unnest($14::text[], $15::uuid[])
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

EVENTS_OF_MANY = """
SELECT originator_id, originator_version, topic, state
  FROM unnest($1::uuid[], $2::bigint[]) AS wanted (stream, after)
  JOIN events ON originator_id = stream AND originator_version > after
 ORDER BY originator_id, originator_version
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

SNAPSHOTS = """
SELECT DISTINCT ON (originator_id) state
  FROM snapshots
 WHERE originator_id = ANY($1) AND topic = $2
 ORDER BY originator_id, originator_version DESC
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
ON CONFLICT (consumer, message_id) DO NOTHING
"""

PUT_OFF = """
UPDATE parked
   SET attempts = $3, dead = $4, error = $5, retry_at = now() + make_interval(secs => $6)
 WHERE consumer = $1 AND message_id = $2
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
