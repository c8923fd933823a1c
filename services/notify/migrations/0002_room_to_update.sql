-- What is known of a complaint is written anew with every event about it. With room left beside it
-- the new version stays in its block, and the index needs no new entry.
ALTER TABLE known_complaints SET (fillfactor = 70);
