-- The tenant and its framework, as dataset.md describes them. One database holds one tenant.

CREATE TABLE tenant (
    one         boolean PRIMARY KEY DEFAULT true CHECK (one),
    name        text NOT NULL,
    as_of       date NOT NULL,
    timezone    text NOT NULL,
    languages   text[] NOT NULL,
    pass_mark   double precision NOT NULL,
    year_starts text NOT NULL,
    small_cell  integer NOT NULL
);

CREATE TABLE levels (
    level   integer PRIMARY KEY,
    name    text NOT NULL,
    name_hi text
);

CREATE TABLE organisations (
    id        text PRIMARY KEY,
    name      text NOT NULL,
    name_hi   text,
    kind      text NOT NULL,
    parent_id text,
    aliases   text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX organisations_parent ON organisations (parent_id);

CREATE TABLE competencies (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    name_hi     text,
    type        text NOT NULL CHECK (type IN ('behavioural', 'functional', 'domain')),
    theme       text,
    description text,
    aliases     text[] NOT NULL DEFAULT '{}'
);

CREATE TABLE competency_levels (
    competency_id text NOT NULL,
    level         integer NOT NULL,
    descriptor    text NOT NULL,
    PRIMARY KEY (competency_id, level)
);

CREATE TABLE positions (
    id              text PRIMARY KEY,
    title           text NOT NULL,
    title_hi        text,
    organisation_id text,
    grp             text,
    description     text,
    aliases         text[] NOT NULL DEFAULT '{}'
);

CREATE TABLE roles (
    id          text PRIMARY KEY,
    position_id text NOT NULL,
    title       text NOT NULL,
    description text,
    ord         integer
);

CREATE TABLE activities (
    id            text PRIMARY KEY,
    role_id       text NOT NULL,
    description   text NOT NULL,
    ord           integer,
    receives_from text,
    submits_to    text
);

-- A row has no id of its own: its number is its place in the file.
CREATE TABLE requirements (
    number        integer PRIMARY KEY,
    position_id   text NOT NULL,
    competency_id text NOT NULL,
    level         integer NOT NULL,
    role_id       text,
    activity_id   text,
    weight        double precision NOT NULL DEFAULT 1
);
CREATE INDEX requirements_position ON requirements (position_id);

CREATE TABLE providers (
    id   text PRIMARY KEY,
    name text NOT NULL,
    kind text
);

CREATE TABLE courses (
    id            text PRIMARY KEY,
    title         text NOT NULL,
    title_hi      text,
    description   text,
    provider_id   text,
    languages     text[] NOT NULL DEFAULT '{}',
    minutes       double precision NOT NULL,
    rating        double precision,
    ratings_count integer,
    price_inr     double precision,
    -- [{"id": competency, "level": integer or null}], as in the file
    competencies  jsonb NOT NULL DEFAULT '[]',
    prerequisites text[] NOT NULL DEFAULT '{}',
    -- [{"heading", "text"}]; a section's id is the course's id, '#', and its place from 1
    sections      jsonb NOT NULL DEFAULT '[]',
    status        text NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'draft', 'retired')),
    updated_on    date,
    url           text
);

CREATE TABLE questions (
    id            text PRIMARY KEY,
    competency_id text NOT NULL,
    level         integer,
    course_id     text,
    kind          text NOT NULL CHECK (kind IN ('single', 'multiple', 'order', 'short')),
    stem          text NOT NULL,
    stem_hi       text,
    options       jsonb NOT NULL DEFAULT '[]',
    answer        jsonb NOT NULL,
    explanation   text NOT NULL,
    source        text
);
CREATE INDEX questions_competency ON questions (competency_id);
CREATE INDEX questions_course ON questions (course_id);

CREATE TABLE help_items (
    id       text PRIMARY KEY,
    question text NOT NULL,
    answer   text NOT NULL,
    language text
);

-- What was imported: the digest of each file, so that the same bundle is known again, and the version of the
-- framework, by which processes notice that their copy is stale.
CREATE TABLE imports (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    lenient     boolean NOT NULL,
    report      jsonb NOT NULL
);
