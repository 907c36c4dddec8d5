-- How hard quiz items turned out to be: a belief (mean and variance, in logits) that every recorded quiz moves.
-- It is made of answers alone, names nobody, and may be emptied: items then count as hard as their level says.
CREATE TABLE item_difficulty (
    item_id  text PRIMARY KEY,
    mean     double precision NOT NULL,
    variance double precision NOT NULL CHECK (variance > 0),
    answers  integer NOT NULL
);
