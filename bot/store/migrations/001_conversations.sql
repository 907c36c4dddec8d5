-- What the assistant itself keeps: which conversation of a person runs, and who is signed in on the web page. What was
-- said last lies in the checkpoints of the conversation graph, whose tables its own library makes.

CREATE TABLE running_conversations (
    official_id  text PRIMARY KEY,
    conversation text NOT NULL,
    at           timestamptz NOT NULL
);

-- A token is stored as its SHA-256 alone, so that whoever reads this table can be nobody.
CREATE TABLE web_sessions (
    token_hash  bytea PRIMARY KEY,
    official_id text NOT NULL,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX web_sessions_expiry ON web_sessions (expires_at);
