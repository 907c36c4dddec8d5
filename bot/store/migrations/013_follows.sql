-- Figures that somebody follows at /insights, with what they were told last (null where it was silent).
CREATE TABLE follows (
    official_id text NOT NULL,
    metric text NOT NULL,
    organisation_id text NOT NULL,
    told double precision,
    looked_at timestamptz NOT NULL,
    PRIMARY KEY (official_id, metric, organisation_id)
);
CREATE INDEX follows_looked ON follows (looked_at);
