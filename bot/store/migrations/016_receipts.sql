-- What an answer rests on: the instant that it is about, the version of the framework, the wishes that were served with
-- their slots, which models were asked for what by which prompt, and the text without their words.

ALTER TABLE turns ADD COLUMN receipt jsonb NOT NULL DEFAULT '{}';
