-- What a turn may read of the ledger, kept by the database itself. A turn works as the role saathi_turn and names its
-- asker in the setting saathi.asker; of entries and ends of chains that role sees those of people whom the asker may see
-- as individuals, and writes the asker's own. Importing, facts, verifying and the administrative commands work as the
-- owner of the tables, whom these policies do not bind.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'saathi_turn') THEN
        CREATE ROLE saathi_turn NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of this server makes it just now
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the login must be allowed to create the role saathi_turn, or find it made: '
            'CREATE ROLE saathi_turn NOLOGIN; GRANT saathi_turn TO "%";', current_user;
END
$$;
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'saathi_turn', 'SET') THEN
        EXECUTE format('GRANT saathi_turn TO %I', current_user);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the login must be a member of the role saathi_turn: GRANT saathi_turn TO "%";', current_user;
END
$$;

GRANT USAGE ON SCHEMA public TO saathi_turn;
-- What Saathi knows is there to be read; what it remembers of conversations, to be written.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO saathi_turn;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO saathi_turn;

-- The key of the pseudonyms is for whoever extracts facts.
REVOKE ALL ON facts_key FROM saathi_turn;
-- Names and posts are known inside a government; how to reach somebody is not for a turn.
REVOKE SELECT ON officials FROM saathi_turn;
GRANT SELECT (id, name, name_key, position_id, organisation_id, reports_to, grp, state, language, joined_on)
    ON officials TO saathi_turn;
GRANT INSERT ON entries TO saathi_turn;
GRANT INSERT, UPDATE ON chains TO saathi_turn;
GRANT INSERT, UPDATE ON item_difficulty TO saathi_turn;

-- Whether the asker of the turn may see a person as an individual: themselves, whoever reports to them, directly or over
-- others, or as hr of an organisation at or above the person's. Runs with the owner's rights, so that what it answers
-- does not depend on what the turn may read.
CREATE FUNCTION may_see(person text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT person = current_setting('saathi.asker', true)
        OR EXISTS (
            WITH RECURSIVE above (id) AS (
                SELECT reports_to FROM officials WHERE id = person
                UNION SELECT o.reports_to FROM officials o JOIN above ON o.id = above.id)
            SELECT FROM above WHERE id = current_setting('saathi.asker', true))
        OR EXISTS (
            WITH RECURSIVE places (id) AS (
                SELECT organisation_id FROM officials WHERE id = person
                UNION SELECT o.parent_id FROM organisations o JOIN places ON o.id = places.id)
            SELECT FROM grants g JOIN places ON places.id = g.organisation_id
            WHERE g.official_id = current_setting('saathi.asker', true) AND g.capability = 'hr')
$$;

ALTER TABLE entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE chains ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_in_a_turn ON entries FOR SELECT TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true) OR may_see(official_id));
CREATE POLICY own_in_a_turn ON entries FOR INSERT TO saathi_turn
    WITH CHECK (official_id = current_setting('saathi.asker', true));
CREATE POLICY seen_in_a_turn ON chains FOR SELECT TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true) OR may_see(official_id));
CREATE POLICY own_in_a_turn ON chains FOR INSERT TO saathi_turn
    WITH CHECK (official_id = current_setting('saathi.asker', true));
CREATE POLICY own_moved_in_a_turn ON chains FOR UPDATE TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true))
    WITH CHECK (official_id = current_setting('saathi.asker', true));
