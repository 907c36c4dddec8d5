-- What a turn writes besides the ledger: what conversations remember, reminders, disputes, statements. Sessions of the web
-- page are none of its business.
GRANT SELECT, INSERT, UPDATE, DELETE ON running_conversations, reminders, reviews, statements TO saathi_turn;
REVOKE ALL ON web_sessions FROM saathi_turn;
-- The tables of the checkpoints are made by their library, before this or after it.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['checkpoints', 'checkpoint_blobs', 'checkpoint_writes'] LOOP
        IF to_regclass(name) IS NOT NULL THEN
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO saathi_turn', name);
        END IF;
    END LOOP;
END
$$;
