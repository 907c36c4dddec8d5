-- Where a person's next entry goes, in one round trip: waits for others who write to that chain, then reads its end and
-- whether the entry stands there already. A function of several statements, because a statement that itself waits for the
-- lock would read what was true before it waited.
CREATE FUNCTION chain_end(person text, entry text, OUT last integer, OUT last_hash bytea, OUT there boolean)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('chain ' || person, 0));
    SELECT EXISTS (SELECT FROM entries WHERE entries.id = entry) INTO there;
    SELECT chains.number, chains.hash INTO last, last_hash FROM chains WHERE chains.official_id = person;
END
$$;
