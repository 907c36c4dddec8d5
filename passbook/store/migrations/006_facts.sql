-- What facts are extracted by. `mark` is the transaction that wrote an entry: facts take whole transactions, those that
-- were over when they looked, so that nothing that commits late is missed (passbook/insights/facts/extract.py).
ALTER TABLE entries ADD COLUMN mark bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX entries_mark ON entries USING brin (mark);

-- With this key people become pseudonyms in facts. It never leaves the database but to whoever extracts.
CREATE TABLE facts_key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea NOT NULL DEFAULT (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
);
INSERT INTO facts_key DEFAULT VALUES;
