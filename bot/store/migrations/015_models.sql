-- What language models took: calls, tokens and rupees of a person on a day. Nothing of what was said.

CREATE TABLE model_use (
    day         date NOT NULL,
    -- empty where the person had what is held about them erased: the day's sums stay
    official_id text NOT NULL,
    model       text NOT NULL,
    calls       bigint NOT NULL DEFAULT 0,
    read        bigint NOT NULL DEFAULT 0,
    written     bigint NOT NULL DEFAULT 0,
    rupees      double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (day, official_id, model)
);
REVOKE ALL ON model_use FROM saathi_turn;
