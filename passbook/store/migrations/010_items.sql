-- Quiz items that authors approved, beside those of the bundle: an import does not touch them. An item holds as long as
-- its course still has the sentence that it was made from and its competency is there; the bundle's items come first
-- where an id is there twice.

CREATE TABLE approved_items (
    id            text PRIMARY KEY,
    competency_id text NOT NULL,
    level         integer,
    course_id     text NOT NULL,
    stem          text NOT NULL,
    options       jsonb NOT NULL,
    answer        jsonb NOT NULL,
    explanation   text NOT NULL,
    -- the section, and the sentence as it stands there
    section       text NOT NULL,
    sentence      text NOT NULL,
    approval      text NOT NULL
);
CREATE INDEX approved_items_competency ON approved_items (competency_id);
CREATE INDEX approved_items_course ON approved_items (course_id);

CREATE VIEW questions_now AS
    SELECT id, competency_id, level, course_id, kind, stem, stem_hi, options, answer, explanation, source FROM questions
    UNION ALL
    SELECT id, competency_id, level, course_id, 'single', stem, NULL, options, answer, explanation, section
    FROM approved_items a
    WHERE NOT EXISTS (SELECT FROM questions q WHERE q.id = a.id)
      AND EXISTS (SELECT FROM competencies_now c WHERE c.id = a.competency_id)
      AND EXISTS (SELECT FROM courses c, jsonb_array_elements(c.sections) AS part
                  WHERE c.id = a.course_id AND strpos(part ->> 'text', a.sentence) > 0);

REVOKE INSERT, UPDATE, DELETE ON approved_items, questions_now FROM saathi_turn;
