-- What people added to the bundle: approved drafts, and courses from catalogues outside. It stands beside what was
-- imported and outlasts every import; the views at the end are the framework as it holds, and all who read the framework
-- read them. Loading a bundle knows the tables of the bundle alone.

CREATE TABLE approved_competencies (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    type        text NOT NULL CHECK (type IN ('behavioural', 'functional', 'domain')),
    description text,
    approval    text NOT NULL
);

-- The roles, activities and requirements of a post, in the place of those that the bundle has for it. A post that is not
-- `own` is the bundle's: where a bundle no longer has it, it is gone here, too.
CREATE TABLE approved_positions (
    id              text PRIMARY KEY,
    own             boolean NOT NULL,
    title           text NOT NULL,
    organisation_id text,
    description     text,
    -- [{"id", "title", "description"?, "activities": [{"id", "description", "receives_from"?, "submits_to"?}]}]
    roles           jsonb NOT NULL DEFAULT '[]',
    -- [{"competency_id", "level", "role_id"?, "activity_id"?, "weight"?}]
    requirements    jsonb NOT NULL DEFAULT '[]',
    approval        text NOT NULL
);

-- What a course teaches, besides what the bundle says of it.
CREATE TABLE approved_tags (
    course_id     text NOT NULL,
    competency_id text NOT NULL,
    level         integer,
    approval      text NOT NULL,
    PRIMARY KEY (course_id, competency_id)
);

CREATE TABLE outside_providers (
    id   text PRIMARY KEY,
    name text NOT NULL
);

-- Courses that others offer. `source` is the catalogue, `source_id` what the course is there; `same_as` a course that
-- is there already and is the same: such a row is kept, so that it is known again, and is no course of its own.
CREATE TABLE outside_courses (
    id          text PRIMARY KEY,
    source      text NOT NULL,
    source_id   text NOT NULL,
    title       text NOT NULL,
    description text,
    provider_id text NOT NULL,
    languages   text[] NOT NULL DEFAULT '{}',
    -- null where the catalogue does not say it: then it is no course to plan with
    minutes     double precision,
    rating      double precision,
    price_inr   double precision,
    url         text,
    status      text NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'retired')),
    same_as     text,
    added_at    timestamptz NOT NULL,
    UNIQUE (source, source_id)
);

CREATE VIEW competencies_now AS
    SELECT id, name, name_hi, type, theme, description, aliases FROM competencies
    UNION ALL
    SELECT id, name, NULL, type, NULL, description, '{}'::text[] FROM approved_competencies a
    WHERE NOT EXISTS (SELECT FROM competencies c WHERE c.id = a.id);

CREATE VIEW approved_now AS
    SELECT * FROM approved_positions a WHERE own OR EXISTS (SELECT FROM positions p WHERE p.id = a.id);

CREATE VIEW positions_now AS
    SELECT id, title, title_hi, organisation_id, grp, description, aliases FROM positions
    UNION ALL
    SELECT id, title, NULL, organisation_id, NULL, description, '{}'::text[] FROM approved_now a
    WHERE NOT EXISTS (SELECT FROM positions p WHERE p.id = a.id);

CREATE VIEW roles_now AS
    SELECT id, position_id, title, description, ord FROM roles r
    WHERE NOT EXISTS (SELECT FROM approved_now a WHERE a.id = r.position_id)
    UNION ALL
    SELECT role ->> 'id', a.id, role ->> 'title', role ->> 'description', n::integer
    FROM approved_now a, jsonb_array_elements(a.roles) WITH ORDINALITY AS each (role, n);

CREATE VIEW activities_now AS
    SELECT id, role_id, description, ord, receives_from, submits_to FROM activities t
    WHERE EXISTS (SELECT FROM roles r WHERE r.id = t.role_id
                  AND NOT EXISTS (SELECT FROM approved_now a WHERE a.id = r.position_id))
    UNION ALL
    SELECT act ->> 'id', role ->> 'id', act ->> 'description', n::integer, act ->> 'receives_from', act ->> 'submits_to'
    FROM approved_now a, jsonb_array_elements(a.roles) AS role,
         jsonb_array_elements(role -> 'activities') WITH ORDINALITY AS each (act, n);

-- Lines of a competency or level that is there no longer do not hold.
CREATE VIEW requirements_now AS
    SELECT number::bigint AS number, position_id, competency_id, level, role_id, activity_id, weight FROM requirements r
    WHERE NOT EXISTS (SELECT FROM approved_now a WHERE a.id = r.position_id)
    UNION ALL
    SELECT 10000000000 + n, a.id, line ->> 'competency_id', (line ->> 'level')::integer, line ->> 'role_id',
           line ->> 'activity_id', coalesce((line ->> 'weight')::double precision, 1)
    FROM approved_now a, jsonb_array_elements(a.requirements) WITH ORDINALITY AS each (line, n)
    WHERE EXISTS (SELECT FROM competencies_now c WHERE c.id = line ->> 'competency_id')
      AND EXISTS (SELECT FROM levels l WHERE l.level = (line ->> 'level')::integer);

CREATE VIEW providers_now AS
    SELECT id, name FROM providers
    UNION ALL
    SELECT id, name FROM outside_providers o WHERE NOT EXISTS (SELECT FROM providers p WHERE p.id = o.id);

CREATE VIEW courses_now AS
    WITH every AS (
        SELECT id, title, title_hi, description, provider_id, languages, minutes, rating, price_inr, competencies,
               prerequisites, sections, status FROM courses
        UNION ALL
        SELECT id, title, NULL, description, provider_id, languages, minutes, rating, price_inr, '[]'::jsonb,
               '{}'::text[], '[]'::jsonb, status FROM outside_courses o
        WHERE same_as IS NULL AND minutes IS NOT NULL AND NOT EXISTS (SELECT FROM courses c WHERE c.id = o.id)),
    told AS (
        SELECT t.course_id, jsonb_agg(jsonb_build_object('id', t.competency_id, 'level', t.level)
                                      ORDER BY t.competency_id) AS tags
        FROM approved_tags t JOIN every e ON e.id = t.course_id
        WHERE EXISTS (SELECT FROM competencies_now c WHERE c.id = t.competency_id)
          AND NOT EXISTS (SELECT FROM jsonb_array_elements(e.competencies) AS tag
                          WHERE tag ->> 'id' = t.competency_id AND tag ->> 'level' IS NOT NULL)
        GROUP BY t.course_id)
    SELECT e.id, e.title, e.title_hi, e.description, e.provider_id, e.languages, e.minutes, e.rating, e.price_inr,
           e.competencies || coalesce(told.tags, '[]'::jsonb) AS competencies, e.prerequisites, e.sections, e.status
    FROM every e LEFT JOIN told ON told.course_id = e.id;

-- What holds is there to be read in a turn, and not to be written.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'saathi_turn') THEN
        REVOKE INSERT, UPDATE, DELETE ON approved_competencies, approved_positions, approved_tags, outside_providers,
            outside_courses, competencies_now, approved_now, positions_now, roles_now, activities_now, requirements_now,
            providers_now, courses_now FROM saathi_turn;
    END IF;
END
$$;
