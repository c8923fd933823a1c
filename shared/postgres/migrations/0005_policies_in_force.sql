-- The policies that this service goes by, as a zip of their files: should the folder be unfit when it
-- starts the next time, these stay in force.
CREATE TABLE policies_in_force (
    only_row boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    archive  bytea       NOT NULL,
    kept_at  timestamptz NOT NULL DEFAULT now()
);
