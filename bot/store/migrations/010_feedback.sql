-- What people say of answers, and what is learned from it. A case keeps what a reviewer may see (see
-- docs/decisions/reviewers-see-the-reading-and-not-the-answer.md): names are masked before they come here, and of the
-- answer there is which tool, which outcome and about what.

CREATE TABLE feedback (
    id          text PRIMARY KEY DEFAULT replace(gen_random_uuid()::text, '-', ''),
    turn        text NOT NULL UNIQUE,
    -- so that it can be shown to the person and erased; no reviewer is shown it
    official_id text NOT NULL,
    channel     text NOT NULL,
    at          timestamptz NOT NULL,
    thumb       text CHECK (thumb IN ('up', 'down')),
    reason      text CHECK (char_length(reason) <= 500),
    language    text,
    said        text NOT NULL,
    understood  jsonb NOT NULL,
    -- the message that corrected the reading, and how that was understood
    meant       jsonb,
    state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'learned', 'dismissed')),
    CHECK (thumb IS NOT NULL OR meant IS NOT NULL)
);
CREATE INDEX feedback_listed ON feedback (state, at DESC, id DESC);
CREATE INDEX feedback_official ON feedback (official_id);

-- How often each was given. It outlasts the cases, names nobody and only grows, as a counter must.
CREATE TABLE feedback_counts (
    kind  text PRIMARY KEY CHECK (kind IN ('up', 'down', 'meant')),
    count bigint NOT NULL DEFAULT 0
);
INSERT INTO feedback_counts (kind) VALUES ('up'), ('down'), ('meant');

CREATE FUNCTION count_feedback() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE before feedback;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD;
    END IF;
    IF NEW.thumb IS NOT NULL AND NEW.thumb IS DISTINCT FROM before.thumb THEN
        UPDATE feedback_counts SET count = count + 1 WHERE kind = NEW.thumb;
    END IF;
    IF NEW.meant IS NOT NULL AND NEW.meant IS DISTINCT FROM before.meant THEN
        UPDATE feedback_counts SET count = count + 1 WHERE kind = 'meant';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER counted AFTER INSERT OR UPDATE OF thumb, meant ON feedback
    FOR EACH ROW EXECUTE FUNCTION count_feedback();

-- What reviewers made of cases: synonyms, examples of intents, golden turns. It names nobody but the reviewer, and
-- stays when the case is erased.
CREATE TABLE learned (
    id         text PRIMARY KEY DEFAULT replace(gen_random_uuid()::text, '-', ''),
    case_id    text REFERENCES feedback (id) ON DELETE SET NULL,
    kind       text NOT NULL CHECK (kind IN ('synonym', 'example', 'golden')),
    body       jsonb NOT NULL,
    by_id      text NOT NULL,
    at         timestamptz NOT NULL,
    undone_at  timestamptz,
    -- an import no longer has what it is about
    dropped_at timestamptz
);
CREATE INDEX learned_case ON learned (case_id);
CREATE INDEX learned_holds ON learned (kind, at, id) WHERE undone_at IS NULL AND dropped_at IS NULL;

-- Moves with every change of the synonyms that hold: by it a process tells that its names are out of date.
CREATE TABLE learned_stamp (number bigint NOT NULL);
INSERT INTO learned_stamp VALUES (0);

-- Who did what with which case, and when. Rows are only ever added.
CREATE TABLE review_log (
    number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    by_id      text NOT NULL,
    did        text NOT NULL CHECK (did IN ('synonym', 'example', 'golden', 'dismissed', 'undone', 'reopened')),
    case_id    text NOT NULL,
    learned_id text
);
CREATE INDEX review_log_case ON review_log (case_id);

-- By parts of names it is told whether a word of a message names somebody.
CREATE INDEX officials_name_parts ON officials USING gin (string_to_array(name_key, ' '));

REVOKE ALL ON feedback, feedback_counts, learned, learned_stamp, review_log FROM saathi_turn;
GRANT SELECT, INSERT, UPDATE, DELETE ON feedback TO saathi_turn;
ALTER TABLE feedback ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_seen_in_a_turn ON feedback FOR SELECT TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true));
CREATE POLICY own_turns_rated_in_a_turn ON feedback FOR INSERT TO saathi_turn
    WITH CHECK (official_id = current_setting('saathi.asker', true)
                AND EXISTS (SELECT FROM turns WHERE turns.id = turn
                            AND turns.official_id = current_setting('saathi.asker', true)));
CREATE POLICY own_changed_in_a_turn ON feedback FOR UPDATE TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true))
    WITH CHECK (official_id = current_setting('saathi.asker', true));
CREATE POLICY own_erased_in_a_turn ON feedback FOR DELETE TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true));
