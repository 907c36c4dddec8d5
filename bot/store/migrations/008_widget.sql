-- Tokens by which a portal vouched for one of its people: each opens a session once. A row may go when its token is over.

CREATE TABLE portal_tokens (
    origin     text NOT NULL,
    id         text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (origin, id)
);
CREATE INDEX portal_tokens_expiry ON portal_tokens (expires_at);
REVOKE ALL ON portal_tokens FROM saathi_turn;
