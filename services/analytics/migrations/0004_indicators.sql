-- What the indicators 指标 of a regulation are computed from. Facts written before this lack them
-- until `huiyin rebuild analytics` makes all facts anew.
ALTER TABLE complaint_facts
    ADD COLUMN out_of_scope boolean NOT NULL DEFAULT false,
    ADD COLUMN facts        jsonb   NOT NULL DEFAULT '{}';
