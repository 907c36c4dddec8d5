-- What is personal in an entry (words and answers) is sealed under a key of its person. Without the key nobody reads it
-- any more, and the chain still holds: its hashes are over what is stored, sealed or not.
ALTER TABLE entries ADD COLUMN sealed bytea;
ALTER TABLE entries ADD COLUMN key_number integer;

CREATE TABLE person_keys (
    official_id text NOT NULL,
    number      integer NOT NULL,
    -- 32 bytes as they are, or 60 where the installation's own key is wrapped around them
    key         bytea NOT NULL CHECK (length(key) IN (32, 60)),
    made_at     timestamptz NOT NULL,
    PRIMARY KEY (official_id, number)
);
REVOKE ALL ON person_keys FROM saathi_turn;
GRANT SELECT, INSERT, DELETE ON person_keys TO saathi_turn;
ALTER TABLE person_keys ENABLE ROW LEVEL SECURITY;
-- Whoever may see the entries may read them; one's own alone can be made, and destroyed.
CREATE POLICY seen_in_a_turn ON person_keys FOR SELECT TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true) OR may_see(official_id));
CREATE POLICY own_in_a_turn ON person_keys FOR INSERT TO saathi_turn
    WITH CHECK (official_id = current_setting('saathi.asker', true));
CREATE POLICY own_gone_in_a_turn ON person_keys FOR DELETE TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true));
