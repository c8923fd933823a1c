-- Casework keeps its cases as streams and has no tables of its own yet.
COMMENT ON TABLE events IS 'Cases 案件: what was done about each complaint, step by step';
