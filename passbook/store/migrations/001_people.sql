-- People of the tenant, what they may see and what plans ask of them.

CREATE TABLE officials (
    id              text PRIMARY KEY,
    name            text NOT NULL,
    -- the name in lower case without signs, by which a person is found
    name_key        text NOT NULL,
    position_id     text NOT NULL,
    organisation_id text NOT NULL,
    reports_to      text,
    grp             text,
    state           text,
    language        text,
    joined_on       date,
    email           text,
    phone           text
);
CREATE INDEX officials_name_key ON officials (name_key);
CREATE INDEX officials_reports_to ON officials (reports_to);
CREATE INDEX officials_organisation ON officials (organisation_id);
CREATE INDEX officials_position ON officials (position_id);

CREATE TABLE grants (
    number          integer PRIMARY KEY,
    official_id     text NOT NULL,
    capability      text NOT NULL CHECK (capability IN ('hr', 'leader', 'analyst', 'provider', 'author', 'admin')),
    organisation_id text,
    provider_id     text
);
CREATE INDEX grants_official ON grants (official_id);

-- One row of plans.csv; a plan has as many rows as it asks courses.
CREATE TABLE plans (
    number          integer PRIMARY KEY,
    id              text NOT NULL,
    name            text NOT NULL,
    organisation_id text NOT NULL,
    course_id       text NOT NULL,
    assigned_to     text NOT NULL,
    due_on          date NOT NULL,
    apar            boolean
);
