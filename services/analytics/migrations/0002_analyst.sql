-- Analysts read the facts and nothing else: no free text, no streams. The role belongs to the whole
-- server, so another database of ours may have made it, or may be making it just now.
DO $$
BEGIN
    BEGIN
        CREATE ROLE huiyin_analyst NOLOGIN;
    EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    GRANT USAGE ON SCHEMA public TO huiyin_analyst;
    GRANT SELECT ON complaint_facts, obligation_facts, supervision_facts TO huiyin_analyst;
EXCEPTION
    WHEN insufficient_privilege OR undefined_object THEN
        RAISE NOTICE 'the role huiyin_analyst was not made: this user may not create roles';
END
$$;
