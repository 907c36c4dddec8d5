-- Drafts of posts and of what courses teach, their lines, and what authors did with them. They count for nobody until
-- they are approved: then `approved_*` (frac/store/migrations/003_approved.sql) holds what was approved.

CREATE TABLE drafts (
    id         text PRIMARY KEY DEFAULT replace(gen_random_uuid()::text, '-', ''),
    kind       text NOT NULL CHECK (kind IN ('position', 'course')),
    -- the post or course that it is of; null for a post that is new
    subject_id text,
    title      text NOT NULL,
    place_id   text,
    description text NOT NULL DEFAULT '',
    -- what was drafted besides lines: posts that are near, posts of the same title, sentences that nothing speaks for
    beside     jsonb NOT NULL DEFAULT '{}',
    -- how many officials it would concern, and the mean probability of what it proposes: by these it is put in order
    officials  integer NOT NULL DEFAULT 0,
    certainty  double precision NOT NULL DEFAULT 0,
    state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'submitted', 'approved', 'withdrawn')),
    version    integer NOT NULL DEFAULT 1,
    made_by    text,
    made_at    timestamptz NOT NULL,
    -- of a state that is not open: who brought it there
    state_by   text,
    state_at   timestamptz
);
CREATE INDEX drafts_listed ON drafts (state, kind);
-- One draft at work for each post and course: a second would be decided without knowing of the first.
CREATE UNIQUE INDEX drafts_at_work ON drafts (kind, subject_id) WHERE state IN ('open', 'submitted');

CREATE TABLE draft_lines (
    draft_id    text NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    line        text NOT NULL,
    ord         integer NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('role', 'activity', 'competency', 'tag')),
    -- the line of the role that an activity belongs to
    under       text,
    -- null where a person added the line
    proposed    jsonb,
    body        jsonb NOT NULL,
    probability double precision,
    evidence    jsonb NOT NULL DEFAULT '{}',
    verdict     text NOT NULL DEFAULT 'open' CHECK (verdict IN ('open', 'accepted', 'changed', 'rejected')),
    reason      text CHECK (char_length(reason) <= 500),
    by_id       text,
    at          timestamptz,
    PRIMARY KEY (draft_id, line)
);

-- The lines as they stood whenever a draft was made, submitted or approved. Rows are only ever added.
CREATE TABLE draft_versions (
    draft_id text NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    version  integer NOT NULL,
    at       timestamptz NOT NULL,
    by_id    text,
    lines    jsonb NOT NULL,
    PRIMARY KEY (draft_id, version)
);

-- Who did what with which line, when and why. Rows are only ever added.
CREATE TABLE draft_history (
    number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    draft_id text NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    at       timestamptz NOT NULL,
    by_id    text,
    did      text NOT NULL CHECK (did IN ('made', 'accepted', 'changed', 'rejected', 'reopened', 'added', 'submitted',
                                          'returned', 'approved', 'withdrawn', 'revoked')),
    version  integer NOT NULL,
    line     text,
    before   jsonb,
    after    jsonb,
    reason   text
);
CREATE INDEX draft_history_of ON draft_history (draft_id, number);

-- In a turn an author may have a post drafted; deciding on drafts is not done in turns.
REVOKE ALL ON drafts, draft_lines, draft_versions, draft_history FROM saathi_turn;
GRANT SELECT, INSERT ON drafts, draft_lines, draft_versions, draft_history TO saathi_turn;
