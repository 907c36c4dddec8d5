-- Which statements of a passbook were made for whom: what a later one calls "since last time". No statement is stored,
-- only where it ended: the instant it closes, and how many entries the chain had when it was made.

CREATE TABLE statements (
    official_id text NOT NULL,
    -- who asked for it: the official, or somebody entitled to see them
    made_for    text NOT NULL,
    closes_at   timestamptz NOT NULL,
    entries     integer NOT NULL,
    made_at     timestamptz NOT NULL,
    PRIMARY KEY (official_id, made_for, closes_at, entries)
);
