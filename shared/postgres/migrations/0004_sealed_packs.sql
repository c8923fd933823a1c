-- Versions of regulations that this service has gone by, with what they said: they may not change.
CREATE TABLE sealed_packs (
    pack      text        NOT NULL,
    version   text        NOT NULL,
    digest    text        NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (pack, version)
);
