-- Two databases may both be at import 1, and so may one that was made anew: a random mark of each import tells their
-- frameworks apart, so that what was made of one (the search index) is never taken for what was made of another.

ALTER TABLE imports ADD COLUMN mark text NOT NULL DEFAULT left(gen_random_uuid()::text, 13);
