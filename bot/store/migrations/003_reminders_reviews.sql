-- What officials ask Saathi to keep in mind, and disputes that wait for a reviewer's ruling.

CREATE TABLE reminders (
    id          text PRIMARY KEY,
    official_id text NOT NULL,
    due_at      timestamptz NOT NULL,
    -- day, week or month where it comes again
    every       text CHECK (every IN ('day', 'week', 'month')),
    about       text NOT NULL,
    made_at     timestamptz NOT NULL,
    sent_at     timestamptz,
    cancelled_at timestamptz
);
CREATE INDEX reminders_due ON reminders (due_at) WHERE sent_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX reminders_official ON reminders (official_id);

-- `entry_id` is the entry in question, `dispute_id` the entry that disputes it. The ruling is an entry of its own
-- (`ruling_id`); this table only says what still waits.
CREATE TABLE reviews (
    dispute_id  text PRIMARY KEY,
    official_id text NOT NULL,
    entry_id    text NOT NULL,
    opened_at   timestamptz NOT NULL,
    ruling_id   text,
    ruled_by    text,
    ruled_at    timestamptz,
    upheld      boolean
);
CREATE INDEX reviews_open ON reviews (official_id) WHERE ruling_id IS NULL;
