-- The ledger: what happened, once and for all. The database itself refuses to change or drop an entry, whoever asks.

CREATE TABLE entries (
    id            text PRIMARY KEY,
    official_id   text NOT NULL,
    number        integer NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('enrolled', 'progressed', 'completed', 'rated', 'assessed', 'claimed',
                                                'verified', 'lapsed', 'corrected', 'disputed')),
    at            timestamptz NOT NULL,
    course_id     text,
    competency_id text,
    level         integer,
    score         double precision,
    minutes       double precision,
    refers_to     text,
    note          text,
    -- who wrote it: 'import', or the tool of Saathi
    source        text NOT NULL,
    -- what the entry rests on (the answers of a quiz, say)
    evidence      jsonb,
    recorded_at   timestamptz NOT NULL,
    -- the hash of the person's entry before this one (32 zero bytes for the first), and of this one over it
    previous      bytea NOT NULL,
    hash          bytea NOT NULL,
    UNIQUE (official_id, number)
);
CREATE INDEX entries_refers_to ON entries (refers_to) WHERE refers_to IS NOT NULL;

-- The end of each person's chain: without it, cutting off the last entries would leave a chain without a break.
CREATE TABLE chains (
    official_id text PRIMARY KEY,
    number      integer NOT NULL,
    hash        bytea NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % of % is refused', lower(TG_OP), TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'Write an entry of kind corrected that refers to the one in question.';
END
$$;

CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE ON entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_not_truncated BEFORE TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER chains_not_dropped BEFORE DELETE ON chains
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER chains_not_truncated BEFORE TRUNCATE ON chains
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An end of a chain only moves forward.
CREATE FUNCTION refuse_rewind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.official_id <> OLD.official_id OR NEW.number <= OLD.number THEN
        RAISE EXCEPTION 'the ledger is append-only: a chain does not go back' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER chains_forward_only BEFORE UPDATE ON chains
    FOR EACH ROW EXECUTE FUNCTION refuse_rewind();
