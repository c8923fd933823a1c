-- Pruning asks for the oldest handled messages. Rows come in the order of their age, so a block range
-- index finds them and costs next to nothing on the way in.
CREATE INDEX inbox_by_age ON inbox USING brin (handled_at);
