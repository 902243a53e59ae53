-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is wrong is told to those who look after lists, where it stood in logs and showed to who asked
-- "list doctor".

SET LOCAL search_path = colporteur, public;

CREATE TABLE trouble (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  list bigint REFERENCES list ON DELETE CASCADE,
  fault text NOT NULL,
  subject text NOT NULL DEFAULT '',
  words text NOT NULL,
  hint text NOT NULL DEFAULT '',
  times int NOT NULL DEFAULT 1,
  found_at timestamptz NOT NULL DEFAULT the_time(),
  seen_at timestamptz NOT NULL DEFAULT the_time(),
  told_at timestamptz,
  ignored_by text,
  UNIQUE NULLS NOT DISTINCT (list, fault, subject)
);
COMMENT ON TABLE trouble IS 'what is wrong, for as long as it is';
COMMENT ON COLUMN trouble.id IS 'our number';
COMMENT ON COLUMN trouble.list IS 'with which list; NULL: with all of it';
COMMENT ON COLUMN trouble.fault IS 'what: a word of the lists'' doctor; role: one ended that should run; database: it was away';
COMMENT ON COLUMN trouble.subject IS 'role: which one; else empty';
COMMENT ON COLUMN trouble.words IS 'the same in words, as the doctor or the log has them';
COMMENT ON COLUMN trouble.hint IS 'what to do, perhaps nothing';
COMMENT ON COLUMN trouble.times IS 'how often it was found';
COMMENT ON COLUMN trouble.found_at IS 'since when';
COMMENT ON COLUMN trouble.seen_at IS 'when it was found last';
COMMENT ON COLUMN trouble.told_at IS 'when a mail said so last; NULL: none did';
COMMENT ON COLUMN trouble.ignored_by IS 'who answered that it may stay so; NULL: nobody';

CREATE TABLE list_look (
  list bigint PRIMARY KEY REFERENCES list ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE list_look IS 'when the doctor looked at lists by itself';
COMMENT ON COLUMN list_look.list IS 'which list';
COMMENT ON COLUMN list_look.at IS 'when last';

CREATE FUNCTION trouble_note(p_list bigint, p_fault text, p_subject text, p_words text, p_hint text, p_since timestamptz) RETURNS bigint
  LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  INSERT INTO trouble (list, fault, subject, words, hint, found_at)
    VALUES (p_list, p_fault, p_subject, left(p_words, 1000), p_hint, coalesce(p_since, the_time()))
    ON CONFLICT (list, fault, subject) DO UPDATE SET words = EXCLUDED.words, hint = EXCLUDED.hint, seen_at = the_time(), times = trouble.times + 1
    RETURNING id
$$;
COMMENT ON FUNCTION trouble_note(bigint, text, text, text, text, timestamptz) IS 'notes that something is wrong, or still is; its number';

CREATE FUNCTION trouble_says(p_told trouble, p_other trouble) RETURNS boolean LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT p_told.id <> p_other.id AND p_told.fault = p_other.fault AND p_told.words = p_other.words
    AND p_told.list IS NOT NULL AND p_other.list IS NOT NULL
    AND p_told.fault IN ('domain-unknown', 'no-dkim', 'no-spf', 'template-broken', 'template-name', 'template-unknown')
    AND NOT EXISTS (SELECT FROM list_role r WHERE r.list = p_other.list
      AND NOT EXISTS (SELECT FROM list_role k WHERE k.list = p_told.list AND lower(k.address) = lower(r.address)))
$$;
COMMENT ON FUNCTION trouble_says(trouble, trouble) IS 'whether a mail about one says the other, too: the same of a domain or a template, and everybody who looks after the other''s list gets it';

CREATE FUNCTION trouble_next() RETURNS SETOF trouble LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  chosen trouble;
BEGIN
  -- What happened and is over is forgotten after a week; what is wrong with a list goes when it is right.
  DELETE FROM trouble t WHERE t.list IS NULL AND t.seen_at < the_time() - interval '7 days';
  -- A list's is told when a second look found it too: names and servers are away for a moment at times.
  UPDATE trouble t SET told_at = the_time() WHERE t.id = (
      SELECT n.id FROM trouble n
      WHERE n.ignored_by IS NULL AND (n.list IS NULL OR n.times > 1)
        AND (n.told_at IS NULL OR n.told_at < the_time() - interval '7 days' AND n.seen_at > n.told_at)
      ORDER BY n.id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING t.* INTO chosen;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  -- Another clock may have chosen one of these: neither waits for the other.
  UPDATE trouble t SET told_at = the_time() WHERE t.id IN (
    SELECT o.id FROM trouble o WHERE trouble_says(chosen, o) FOR UPDATE SKIP LOCKED);
  RETURN NEXT chosen;
END
$$;
COMMENT ON FUNCTION trouble_next() IS 'the next that is to be told of, marked as told with those that the same mail says: once, and again each week while it lasts';

CREATE FUNCTION list_look_next() RETURNS bigint LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  INSERT INTO list_look (list)
    SELECT l.id FROM list l LEFT JOIN list_look k ON k.list = l.id
    WHERE l.closed_at IS NULL AND l.deleted_at IS NULL AND coalesce(k.at, l.created_at) < the_time() - interval '6 hours'
    ORDER BY k.at NULLS FIRST, l.id LIMIT 1
    -- Another clock may have come first, and this one waited for it.
    ON CONFLICT (list) DO UPDATE SET at = the_time() WHERE list_look.at < the_time() - interval '6 hours' RETURNING list
$$;
COMMENT ON FUNCTION list_look_next() IS 'the list that the doctor is to look at now, marked as looked at; NULL: none, each was within six hours, or another clock does';

