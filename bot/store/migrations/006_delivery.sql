-- What comes in by a webhook and what goes out: written in the same transactions as what it leads to, so that nothing is
-- lost and nothing happens twice. A turn of a conversation has no business here: the worker writes for it.

-- One row for each update of a service; its id there counts once. `event` is emptied once it is answered.
CREATE TABLE inbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel     text NOT NULL,
    update_id   text NOT NULL,
    account     text NOT NULL,
    about       text,
    turn        text NOT NULL,
    event       jsonb,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts    integer NOT NULL DEFAULT 0,
    done_at     timestamptz,
    failed_at   timestamptz,
    fault       text,
    UNIQUE (channel, update_id)
);
-- how much of an account waits; `about` finds the message that was edited
CREATE INDEX inbox_open ON inbox (channel, account) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE INDEX inbox_failed ON inbox (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL;

-- One row for each request to a service, in the order of `id` within a chat. `call` is emptied once it is sent.
CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel     text NOT NULL,
    chat        text NOT NULL,
    official_id text,
    -- what it belongs to (a turn, a note) and its place therein: the same one is never written twice
    origin      text NOT NULL,
    place       integer NOT NULL,
    turn        text,
    call        jsonb,
    made_at     timestamptz NOT NULL,
    not_before  timestamptz,
    attempts    integer NOT NULL DEFAULT 0,
    -- when the last attempt began: where it has no end, nobody knows whether the service took it
    begun_at    timestamptz,
    sent_at     timestamptz,
    remote_id   text,
    remote_also text,
    -- what the service told of it later: delivered, read, failed
    state       text,
    failed_at   timestamptz,
    fault       text,
    UNIQUE (origin, place)
);
CREATE INDEX outbox_open ON outbox (channel, chat, id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_remote ON outbox (channel, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX outbox_also ON outbox (channel, remote_also) WHERE remote_also IS NOT NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX outbox_pace ON outbox (channel, chat, sent_at);

-- What is to be said to somebody unasked: a reminder, a nudge, a request for help. `kind` names its words, `body` fills
-- them; it is said once, by one channel, or when its person next opens the page.
CREATE TABLE notes (
    id          text PRIMARY KEY,
    official_id text NOT NULL,
    kind        text NOT NULL,
    body        jsonb NOT NULL,
    -- a nudge counts against the limits of what is said unasked, and needs its own consent; what was asked for does not
    nudge       boolean NOT NULL DEFAULT false,
    made_at     timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    -- when a channel is tried again; the page shows it from due_at on
    next_at     timestamptz NOT NULL,
    said_at     timestamptz,
    said_by     text,
    dropped_at  timestamptz
);
CREATE INDEX notes_due ON notes (next_at) WHERE said_at IS NULL AND dropped_at IS NULL;
CREATE INDEX notes_official ON notes (official_id);

-- Each turn for thirty days: what was said, how it was read, what was answered. A message that comes again gets the same
-- answer, a button of an old message still means what it said, and whoever mends the reading sees what it was.
CREATE TABLE turns (
    id          text PRIMARY KEY,
    official_id text NOT NULL,
    channel     text NOT NULL,
    at          timestamptz NOT NULL,
    said        text NOT NULL,
    reading     jsonb NOT NULL,
    reply       jsonb NOT NULL
);
CREATE INDEX turns_official ON turns (official_id, at);
CREATE INDEX turns_at ON turns (at);

REVOKE ALL ON inbox, outbox FROM saathi_turn;
REVOKE ALL ON notes, turns FROM saathi_turn;
GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO saathi_turn;
GRANT SELECT, INSERT, DELETE ON turns TO saathi_turn;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
-- One may leave a note for somebody else (a request for help), and read and change one's own.
CREATE POLICY own_in_a_turn ON notes FOR ALL TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true));
CREATE POLICY left_in_a_turn ON notes FOR INSERT TO saathi_turn WITH CHECK (true);
ALTER TABLE turns ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_in_a_turn ON turns FOR ALL TO saathi_turn
    USING (official_id = current_setting('saathi.asker', true))
    WITH CHECK (official_id = current_setting('saathi.asker', true));
