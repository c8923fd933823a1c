-- The running part of complaint numbers (TS20261122-000123): unique, rising, not without gaps.
CREATE SEQUENCE complaint_number;
