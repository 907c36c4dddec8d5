-- What somebody wished of who helps them, so that it holds for the next one too who is asked.
ALTER TABLE introductions ADD COLUMN level integer;
ALTER TABLE introductions ADD COLUMN language text;
