-- Which chat account is whose, by one-time codes; and what an official agreed to.

CREATE TABLE links (
    id          text PRIMARY KEY,
    official_id text NOT NULL,
    channel     text NOT NULL,
    -- how the service names the account for good, and a second name of it (a telephone number beside an id)
    account     text NOT NULL,
    also        text,
    chat        text NOT NULL,
    language    text,
    linked_at   timestamptz NOT NULL,
    -- when the notice was agreed to; before that nothing is answered there
    agreed_at   timestamptz,
    unlinked_at timestamptz,
    -- false once the service said that the account does not take our messages
    reachable   boolean NOT NULL DEFAULT true,
    -- when the person last wrote there: some services take free text for a day after that alone
    heard_at    timestamptz
);
CREATE UNIQUE INDEX links_account ON links (channel, account) WHERE unlinked_at IS NULL;
CREATE INDEX links_also ON links (channel, also) WHERE unlinked_at IS NULL AND also IS NOT NULL;
CREATE INDEX links_official ON links (official_id);

-- A code is stored as its SHA-256 alone.
CREATE TABLE link_codes (
    hash        bytea PRIMARY KEY,
    official_id text NOT NULL,
    channel     text NOT NULL,
    made_at     timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
);
CREATE INDEX link_codes_official ON link_codes (official_id);

-- What was agreed to, when, by which wording of the notice, and when it was withdrawn. Rows are evidence: they stay.
CREATE TABLE consents (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    official_id  text NOT NULL,
    purpose      text NOT NULL,
    channel      text NOT NULL,
    notice       text NOT NULL,
    language     text NOT NULL,
    given_at     timestamptz NOT NULL,
    withdrawn_at timestamptz
);
CREATE UNIQUE INDEX consents_standing ON consents (official_id, purpose, channel) WHERE withdrawn_at IS NULL;

REVOKE ALL ON links, link_codes, consents FROM saathi_turn;
GRANT SELECT, UPDATE ON links TO saathi_turn;
GRANT SELECT, INSERT, UPDATE ON consents TO saathi_turn;
ALTER TABLE links ENABLE ROW LEVEL SECURITY;
ALTER TABLE consents ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_in_a_turn ON links FOR ALL TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true))
    WITH CHECK (official_id = current_setting('saathi.asker', true));
CREATE POLICY own_in_a_turn ON consents FOR ALL TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true))
    WITH CHECK (official_id = current_setting('saathi.asker', true));

-- Since when a course is in the catalogue, as far as Saathi saw it: what is new since. `baseline`: it was there when
-- Saathi first looked.
CREATE TABLE courses_seen (
    course_id text PRIMARY KEY,
    seen_at   timestamptz NOT NULL,
    baseline  boolean NOT NULL
);
-- When ideas for an official were last looked for.
CREATE TABLE ideas_sought (
    official_id text PRIMARY KEY,
    at          timestamptz NOT NULL
);
REVOKE ALL ON courses_seen, ideas_sought FROM saathi_turn;
