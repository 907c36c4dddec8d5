-- Who offered to help others with what, and introductions that Saathi brokers. A turn has no rights here: who offered is
-- nobody's to read before both said yes, so what a turn needs is looked up with the owner's rights and told as counts.
CREATE TABLE mentors (
    official_id   text NOT NULL,
    competency_id text NOT NULL,
    since         timestamptz NOT NULL,
    PRIMARY KEY (official_id, competency_id)
);
CREATE INDEX mentors_competency ON mentors (competency_id);

CREATE TABLE introductions (
    -- short, since people may type it
    id            text PRIMARY KEY,
    asker         text NOT NULL,
    mentor        text NOT NULL,
    competency_id text NOT NULL,
    state         text NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'expired', 'withdrawn')),
    asked_at      timestamptz NOT NULL,
    answered_at   timestamptz
);
CREATE INDEX introductions_asker ON introductions (asker);
CREATE INDEX introductions_mentor ON introductions (mentor);
CREATE UNIQUE INDEX introductions_open ON introductions (asker, competency_id) WHERE state = 'asked';

REVOKE ALL ON mentors, introductions FROM saathi_turn;
