-- A fact is written anew with every event it counts. With room left beside it the new version stays
-- in its block, and the indexes need no new entry.
ALTER TABLE complaint_facts SET (fillfactor = 70);
ALTER TABLE obligation_facts SET (fillfactor = 80);
