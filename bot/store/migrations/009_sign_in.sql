-- Signing in by OpenID Connect. A turn of a conversation has no business here.

-- Sign-ins that have begun and not come back. Each is taken once, within its time, by the browser that began it; of state
-- and browser only the SHA-256 is kept.
CREATE TABLE sign_in_states (
    state_hash   bytea PRIMARY KEY,
    browser_hash bytea NOT NULL,
    nonce        text NOT NULL,
    verifier     text NOT NULL,
    redirect_uri text NOT NULL,
    back         text NOT NULL,
    language     text,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX sign_in_states_expiry ON sign_in_states (expires_at);

-- As whom at the provider the person of a session signed in, and the ID token by which they sign out there. Ends with the
-- session.
CREATE TABLE sign_ins (
    token_hash bytea PRIMARY KEY REFERENCES web_sessions ON DELETE CASCADE,
    subject    text NOT NULL,
    id_token   text
);

REVOKE ALL ON sign_in_states, sign_ins FROM saathi_turn;
