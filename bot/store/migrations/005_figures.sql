-- Questions for figures of which somebody has a chart or a file. Only what was asked is kept: whoever fetches it is
-- answered anew, with the rights and the data of that moment. In a turn everybody sees their own alone.
CREATE TABLE figures_asked (
    id text PRIMARY KEY,
    official_id text NOT NULL,
    asked jsonb NOT NULL,
    language text NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE INDEX figures_asked_by ON figures_asked (official_id, made_at);
GRANT SELECT, INSERT, DELETE ON figures_asked TO saathi_turn;
ALTER TABLE figures_asked ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_in_a_turn ON figures_asked FOR ALL TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true))
    WITH CHECK (official_id = current_setting('saathi.asker', true));
