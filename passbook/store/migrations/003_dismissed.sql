-- The ruling on a dispute is an entry: `corrected` where it is upheld, `dismissed` where it is not.
ALTER TABLE entries DROP CONSTRAINT entries_kind_check;
ALTER TABLE entries ADD CONSTRAINT entries_kind_check CHECK (kind IN (
    'enrolled', 'progressed', 'completed', 'rated', 'assessed', 'claimed', 'verified', 'lapsed', 'corrected',
    'disputed', 'dismissed'));
