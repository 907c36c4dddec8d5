-- Drafts of quiz items: of a course, a line an item. What was approved of them stands in `approved_items`
-- (passbook/store/migrations/010_items.sql).

ALTER TABLE drafts DROP CONSTRAINT drafts_kind_check,
    ADD CONSTRAINT drafts_kind_check CHECK (kind IN ('position', 'course', 'items'));
ALTER TABLE draft_lines DROP CONSTRAINT draft_lines_kind_check,
    ADD CONSTRAINT draft_lines_kind_check CHECK (kind IN ('role', 'activity', 'competency', 'tag', 'item'));
