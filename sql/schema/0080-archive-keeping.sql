-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the archive keeps of a mail: its parts, a link for each that never leads to another, text
-- weighed for searching; and threads that a coordinator may split and join.

SET LOCAL search_path = colporteur, public;

-- --- what is searched: A the subject, B what the author wrote, C their name, D what they quote ---

-- Words without accents are left to the stemmer alone: taking accents off cost as much as stemming.
ALTER TEXT SEARCH CONFIGURATION colporteur.french
  ALTER MAPPING FOR asciiword, asciihword, hword_asciipart WITH pg_catalog.french_stem;

-- Elisions are cut by the parser, at either apostrophe, and are stop words; a quote begins with ">",
-- a signature with "-- ". Both languages over each piece; what was written comes first, since far
-- positions are not kept. One pass over the lines: regular expressions took longer than stemming.
-- In plpgsql, which plans it once a session; a function in SQL is planned for each row.
CREATE FUNCTION search_vector(subject text, body text, author text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  b text := left(coalesce(body, ''), 100000);
  signature int := strpos(b, E'\n-- \n');
  own text;
  lesser text;
BEGIN
  SELECT coalesce(string_agg(l, E'\n') FILTER (WHERE ltrim(l) NOT LIKE '>%'), ''),
         coalesce(string_agg(l, E'\n') FILTER (WHERE ltrim(l) LIKE '>%'), '')
           || CASE WHEN signature > 0 THEN substr(b, signature) ELSE '' END
    INTO own, lesser
    FROM string_to_table(CASE WHEN signature > 0 THEN left(b, signature) ELSE b END, E'\n') AS l;
  RETURN setweight(to_tsvector('colporteur.french', coalesce(subject, '')), 'A')
      || setweight(to_tsvector('colporteur.english', coalesce(subject, '')), 'A')
      || setweight(to_tsvector('colporteur.french', own), 'B')
      || setweight(to_tsvector('colporteur.english', own), 'B')
      || setweight(to_tsvector('pg_catalog.simple', plain(coalesce(author, ''))), 'C')
      || setweight(to_tsvector('colporteur.french', lesser), 'D')
      || setweight(to_tsvector('colporteur.english', lesser), 'D');
END
$$;
COMMENT ON FUNCTION search_vector(text, text, text) IS 'what a message is searched by, in French and English';
GRANT EXECUTE ON FUNCTION search_vector(text, text, text) TO colporteur_engine;

CREATE OR REPLACE FUNCTION search_query(text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- Many words are the same to both stemmers: asked for twice, they would be thought twice as frequent.
DECLARE
  french tsquery := websearch_to_tsquery('colporteur.french', $1);
  english tsquery := websearch_to_tsquery('colporteur.english', $1);
BEGIN
  RETURN CASE WHEN french = english THEN french ELSE french || english END;
END
$$;

ALTER TABLE message DROP COLUMN search;
DROP FUNCTION search_vector(text, text);
ALTER TABLE message
  ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (search_vector(subject, body, from_name)) STORED,
  ADD COLUMN link text,
  ADD COLUMN parts jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN attachments int NOT NULL DEFAULT 0,
  ADD COLUMN changed_at timestamptz NOT NULL DEFAULT the_time();
-- Beside the row, not behind it: a search looks into many of them, and reads no text.
ALTER TABLE message ALTER COLUMN search SET STORAGE MAIN, ALTER COLUMN search SET COMPRESSION lz4, ALTER COLUMN body SET COMPRESSION lz4,
  ALTER COLUMN html SET COMPRESSION lz4;
COMMENT ON COLUMN message.search IS 'what it is searched by: A subject, B text, C author, D quotes and signature';
COMMENT ON COLUMN message.link IS 'what its permanent link has: the Message-ID; with ~ and the first 8 digits of content_hash where another message had that before';
COMMENT ON COLUMN message.parts IS 'what it is made of: [{"number", "type", "charset", "name", "disposition", "cid", "size", "attached"}], in order';
COMMENT ON COLUMN message.attachments IS 'how many of its parts are attachments';
COMMENT ON COLUMN message.changed_at IS 'when what is shown of it changed last';
CREATE INDEX message_search ON message USING gin (search) ;

CREATE FUNCTION message_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.link IS NULL THEN
    NEW.link := NEW.message_id;
    -- Waits for who files another with the same Message-ID at this moment.
    PERFORM pg_advisory_xact_lock(8, hashtext(NEW.message_id) & 255);
    IF EXISTS (SELECT FROM message WHERE link = NEW.message_id) THEN
      NEW.link := NEW.message_id || '~' || left(encode(NEW.content_hash, 'hex'), 8);
    END IF;
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION message_link() IS 'give a message a permanent link that no other has';
UPDATE message m SET link = CASE WHEN EXISTS (SELECT FROM message o WHERE o.message_id = m.message_id AND o.id < m.id)
  THEN m.message_id || '~' || left(encode(m.content_hash, 'hex'), 8) ELSE m.message_id END;
ALTER TABLE message ALTER COLUMN link SET NOT NULL;
CREATE INDEX message_by_link ON message (link);
COMMENT ON FUNCTION search_query(text) IS 'what a reader typed, as French or English';
CREATE TRIGGER message_link BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION message_link();

-- --- threads that a coordinator corrected ---

CREATE TABLE thread_edit (
  kind text NOT NULL CHECK (kind IN ('split', 'join')),
  message_id text NOT NULL,
  other text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '',
  at timestamptz NOT NULL DEFAULT the_time(),
  PRIMARY KEY (kind, message_id, other),
  CHECK ((kind = 'join') = (other <> ''))
);
COMMENT ON TABLE thread_edit IS 'where a coordinator knows better than the headers; holds whenever threads are made anew';
COMMENT ON COLUMN thread_edit.kind IS 'split: what it refers to is no part of its thread; join: both are in one thread';
COMMENT ON COLUMN thread_edit.message_id IS 'which message';
COMMENT ON COLUMN thread_edit.other IS 'the one it is joined to';
COMMENT ON COLUMN thread_edit.reason IS 'why';
COMMENT ON COLUMN thread_edit.at IS 'when';
CREATE INDEX thread_edit_other ON thread_edit (other) WHERE kind = 'join';
GRANT SELECT, INSERT, UPDATE, DELETE ON thread_edit TO colporteur_engine;
CREATE TRIGGER thread_edit_audit AFTER INSERT OR UPDATE OR DELETE ON thread_edit FOR EACH ROW
  WHEN (coalesce(current_setting('colporteur.actor', true), '') <> '') EXECUTE FUNCTION audit_note();

CREATE FUNCTION thread_links(own text, refers_to text[]) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
-- The message itself first, then what ties it to its thread. Behind a split, nothing that came
-- before the split does; a reply that does not name the split is tied by its nearest reference.
DECLARE
  cut int;
  tied text[] := refers_to;
BEGIN
  IF EXISTS (SELECT FROM thread_edit WHERE kind = 'split') THEN
    IF EXISTS (SELECT FROM thread_edit WHERE kind = 'split' AND message_id = own) THEN
      tied := '{}';
    ELSE
      SELECT max(i) INTO cut FROM unnest(refers_to) WITH ORDINALITY r(id, i)
        JOIN thread_edit e ON e.kind = 'split' AND e.message_id = r.id;
      IF cut IS NOT NULL THEN
        tied := refers_to[cut:];
      ELSIF EXISTS (SELECT FROM thread_edit e JOIN message m ON m.message_id = e.message_id
                    WHERE e.kind = 'split' AND m.refers_to && thread_links.refers_to) THEN
        tied := refers_to[cardinality(refers_to):];
      END IF;
    END IF;
  END IF;
  RETURN own || tied || ARRAY(
    SELECT e.other FROM thread_edit e WHERE e.kind = 'join' AND e.message_id = own
    UNION ALL SELECT e.message_id FROM thread_edit e WHERE e.kind = 'join' AND e.other = own);
END
$$;
COMMENT ON FUNCTION thread_links(text, text[]) IS 'the Message-IDs that are in one thread with a message, itself first';

CREATE OR REPLACE FUNCTION thread_of(ids text[]) RETURNS bigint LANGUAGE plpgsql AS $$
-- The thread that these Message-IDs belong to, all of them from now on. ids[1] is the message's own.
DECLARE
  found_roots bigint[];
  keep bigint;
  other bigint;
BEGIN
  -- Two arrivals that share an ID wait for each other here; sorted, so that they cannot deadlock.
  -- 256 locks for all identifiers: whoever files many messages in one transaction holds no more.
  -- Who does takes thread_lock() first, since what one transaction locks for its messages is not sorted.
  PERFORM pg_advisory_xact_lock_shared(6, 0);
  PERFORM pg_advisory_xact_lock(7, slot) FROM (SELECT DISTINCT hashtext(id) & 255 AS slot FROM unnest(ids) id ORDER BY 1) sorted;
  SELECT array_agg(DISTINCT t.root ORDER BY t.root) INTO found_roots
    FROM thread_node n JOIN thread t ON t.id = n.thread WHERE n.message_id = ANY (ids);
  IF found_roots IS NULL THEN
    keep := nextval(pg_get_serial_sequence('colporteur.thread', 'id'));
    INSERT INTO thread (id, root) OVERRIDING SYSTEM VALUE VALUES (keep, keep);
  ELSE
    keep := found_roots[1];
    FOREACH other IN ARRAY found_roots[2:] LOOP
      PERFORM thread_join(keep, other);
    END LOOP;
  END IF;
  INSERT INTO thread_node (message_id, thread) SELECT DISTINCT id, keep FROM unnest(ids) id
    ON CONFLICT DO NOTHING;
  RETURN keep;
END
$$;

CREATE FUNCTION thread_lock() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(6, 0);
  -- Many messages at once go into the search index in large lots: twice as fast as in small ones.
  PERFORM set_config('gin_pending_list_limit', '65536', true);
END
$$;
COMMENT ON FUNCTION thread_lock() IS 'let nobody else file a message until the transaction ends';
CREATE FUNCTION search_settle() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = colporteur, pg_temp
  AS $$ SELECT gin_clean_pending_list('colporteur.message_search') $$;
COMMENT ON FUNCTION search_settle() IS 'put what was filed last where searches need not read all of it';

-- --- what was taken out of the archive ---

CREATE TABLE withdrawn_post (
  list bigint NOT NULL REFERENCES list,
  message bigint NOT NULL REFERENCES message,
  what text NOT NULL CHECK (what IN ('hide', 'delete')),
  thread bigint NOT NULL REFERENCES thread,
  subscriber bigint REFERENCES subscriber ON DELETE SET NULL,
  date timestamptz NOT NULL,
  accepted_at timestamptz NOT NULL,
  reason text NOT NULL,
  at timestamptz NOT NULL DEFAULT the_time(),
  PRIMARY KEY (list, message)
);
COMMENT ON TABLE withdrawn_post IS 'a post that was taken out: not in table post, so no page, feed, mbox or search can have it, and no import brings it back';
COMMENT ON COLUMN withdrawn_post.list IS 'which list it was on';
COMMENT ON COLUMN withdrawn_post.message IS 'which message';
COMMENT ON COLUMN withdrawn_post.what IS 'hide: it is kept and can be shown again; delete: its content is gone for good';
COMMENT ON COLUMN withdrawn_post.thread IS 'as in post';
COMMENT ON COLUMN withdrawn_post.subscriber IS 'as in post';
COMMENT ON COLUMN withdrawn_post.date IS 'as in post';
COMMENT ON COLUMN withdrawn_post.accepted_at IS 'as in post';
COMMENT ON COLUMN withdrawn_post.reason IS 'why, as the audit log has it; not shown';
COMMENT ON COLUMN withdrawn_post.at IS 'when';
CREATE INDEX withdrawn_post_message ON withdrawn_post (message);
CREATE INDEX withdrawn_post_thread ON withdrawn_post (thread);
GRANT SELECT, INSERT, UPDATE, DELETE ON withdrawn_post TO colporteur_engine;
CREATE TRIGGER withdrawn_post_audit AFTER INSERT OR UPDATE OR DELETE ON withdrawn_post FOR EACH ROW
  WHEN (coalesce(current_setting('colporteur.actor', true), '') <> '') EXECUTE FUNCTION audit_note();

-- --- filing ---

ALTER TABLE list_thread ADD COLUMN changed_at timestamptz NOT NULL DEFAULT the_time();
COMMENT ON COLUMN list_thread.changed_at IS 'when a post of it was added or taken out last';

CREATE OR REPLACE FUNCTION thread_join(keep bigint, other bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE thread SET root = keep WHERE root = other;
  -- The pages' summaries of both become one.
  INSERT INTO list_thread AS l (list, thread, posts, first_message, first_date, last_date)
    SELECT list, keep, posts, first_message, first_date, last_date FROM list_thread WHERE thread = other
  ON CONFLICT (list, thread) DO UPDATE SET
    posts = l.posts + excluded.posts,
    first_message = CASE WHEN (excluded.first_date, excluded.first_message) < (l.first_date, l.first_message)
                    THEN excluded.first_message ELSE l.first_message END,
    first_date = least(l.first_date, excluded.first_date),
    last_date = greatest(l.last_date, excluded.last_date),
    changed_at = the_time();
  DELETE FROM list_thread WHERE thread = other;
END
$$;

CREATE OR REPLACE FUNCTION post_insert(p_list bigint, p_message bigint, p_subscriber bigint) RETURNS bigint LANGUAGE plpgsql AS $$
-- Put a message on a list: its thread, or NULL when it is there already or was taken out of it.
DECLARE
  m record;
  t bigint;
BEGIN
  SELECT message_id, refers_to, date INTO STRICT m FROM message WHERE id = p_message;
  IF EXISTS (SELECT FROM withdrawn_post WHERE list = p_list AND message = p_message) THEN
    RETURN NULL;
  END IF;
  t := thread_of(thread_links(m.message_id, m.refers_to));
  INSERT INTO post (list, message, thread, subscriber, date)
    VALUES (p_list, p_message, t, p_subscriber, m.date) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO list_thread AS l (list, thread, posts, first_message, first_date, last_date)
    VALUES (p_list, t, 1, p_message, m.date, m.date)
  ON CONFLICT (list, thread) DO UPDATE SET
    posts = l.posts + 1,
    first_message = CASE WHEN (excluded.first_date, excluded.first_message) < (l.first_date, l.first_message)
                    THEN excluded.first_message ELSE l.first_message END,
    first_date = least(l.first_date, excluded.first_date),
    last_date = greatest(l.last_date, excluded.last_date),
    changed_at = the_time();
  RETURN t;
END
$$;

CREATE FUNCTION message_file(p_list bigint, p_subscriber bigint, p_message_id text, p_hash bytea, p_short_hash text, p_raw bytea,
    p_from_name text, p_from_address text, p_subject text, p_body text, p_html text, p_date timestamptz, p_date_reason text,
    p_date_header timestamptz, p_refers_to text[], p_oddities text[], p_parts jsonb, p_attachments int,
    OUT message bigint, OUT thread bigint) LANGUAGE plpgsql AS $$
-- Keep a mail, unless it is there, and put it on a list: its thread, or 0 when it is or was on it.
BEGIN
  INSERT INTO message AS m (message_id, content_hash, short_hash, raw, from_name, from_address, subject, body, html,
                            date, date_reason, date_header, refers_to, oddities, parts, attachments)
    VALUES (p_message_id, p_hash, p_short_hash, p_raw, p_from_name, p_from_address, p_subject, p_body, p_html,
            p_date, p_date_reason, p_date_header, p_refers_to, p_oddities, p_parts, p_attachments)
    ON CONFLICT DO NOTHING RETURNING m.id INTO message;
  IF message IS NULL THEN
    SELECT m.id INTO STRICT message FROM message m WHERE m.message_id = p_message_id AND m.content_hash = p_hash;
  END IF;
  -- What was deleted from the list stays so, whatever has been added to the mail on its way since.
  IF EXISTS (SELECT FROM withdrawn_post w JOIN message m ON m.id = w.message
             WHERE w.list = p_list AND w.what = 'delete' AND m.message_id = p_message_id) THEN
    thread := 0;
  ELSE
    thread := coalesce(post_insert(p_list, message, p_subscriber), 0);
  END IF;
END
$$;
COMMENT ON FUNCTION message_file(bigint, bigint, text, bytea, text, bytea, text, text, text, text, text, timestamptz, text, timestamptz,
  text[], text[], jsonb, int) IS 'keep a mail and put it on a list';

-- --- threads made anew ---

CREATE FUNCTION list_thread_rebuild(p_threads bigint[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM list_thread WHERE p_threads IS NULL OR thread = ANY (p_threads);
  INSERT INTO list_thread (list, thread, posts, first_message, first_date, last_date)
    SELECT p.list, t.root, count(*), (array_agg(p.message ORDER BY p.date, p.message))[1], min(p.date), max(p.date)
    FROM post p JOIN thread t ON t.id = p.thread WHERE p_threads IS NULL OR t.root = ANY (p_threads)
    GROUP BY p.list, t.root;
$$;
COMMENT ON FUNCTION list_thread_rebuild(bigint[]) IS 'count again what the pages of lists show of some root threads, or of all (NULL)';

CREATE FUNCTION threads_rebuild(p_threads bigint[]) RETURNS bigint LANGUAGE plpgsql AS $$
-- Make some root threads anew, or all of them (NULL), from what messages refer to and coordinators
-- decided; how many messages were gone through. The posts get other threads; those they had go.
DECLARE
  m record;
  t bigint;
  n bigint := 0;
  gone bigint[];
  made bigint[] := '{}';
BEGIN
  PERFORM thread_lock();
  gone := ARRAY(SELECT id FROM thread WHERE p_threads IS NULL OR root = ANY (p_threads));
  DELETE FROM list_thread WHERE p_threads IS NULL OR thread = ANY (gone);
  DELETE FROM thread_node WHERE p_threads IS NULL OR thread = ANY (gone);
  FOR m IN SELECT x.id, x.message_id, x.refers_to FROM message x
      WHERE x.id IN (SELECT message FROM post WHERE p_threads IS NULL OR thread = ANY (gone)
                     UNION SELECT message FROM withdrawn_post WHERE p_threads IS NULL OR thread = ANY (gone))
      ORDER BY x.date, x.id LOOP
    t := thread_of(thread_links(m.message_id, m.refers_to));
    UPDATE post SET thread = t WHERE message = m.id;
    UPDATE withdrawn_post SET thread = t WHERE message = m.id;
    n := n + 1;
    made := made || t;
  END LOOP;
  PERFORM list_thread_rebuild(CASE WHEN p_threads IS NOT NULL THEN
    ARRAY(SELECT DISTINCT root FROM thread WHERE id = ANY (made)) END);
  DELETE FROM thread WHERE id = ANY (gone);
  RETURN n;
END
$$;
COMMENT ON FUNCTION threads_rebuild(bigint[]) IS 'make threads anew from headers and coordinators'' decisions';

-- --- where old archives had their messages ---

CREATE TABLE old_url (
  path text PRIMARY KEY CHECK (path LIKE '/%'),
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  message_id text NOT NULL
);
COMMENT ON TABLE old_url IS 'addresses of messages in the archive that was imported; the site answers them 301';
COMMENT ON COLUMN old_url.path IS 'path on this host, as it was';
COMMENT ON COLUMN old_url.list IS 'which list';
COMMENT ON COLUMN old_url.message_id IS 'which message; "" for the page of the list';
GRANT SELECT, INSERT, UPDATE, DELETE ON old_url TO colporteur_engine;

-- Planned while the tables are small, these would read them whole, and go on to when they are not.
ALTER FUNCTION thread_of(text[]) SET enable_seqscan = off;
ALTER FUNCTION thread_links(text, text[]) SET enable_seqscan = off;
ALTER FUNCTION post_insert(bigint, bigint, bigint) SET enable_seqscan = off;
ALTER FUNCTION message_link() SET enable_seqscan = off;
ALTER FUNCTION message_file(bigint, bigint, text, bytea, text, bytea, text, text, text, text, text, timestamptz, text, timestamptz,
  text[], text[], jsonb, int) SET enable_seqscan = off;

GRANT EXECUTE ON FUNCTION message_link(), thread_links(text, text[]), thread_lock(), search_settle(), list_thread_rebuild(bigint[]), threads_rebuild(bigint[]),
  message_file(bigint, bigint, text, bytea, text, bytea, text, text, text, text, text, timestamptz, text, timestamptz, text[], text[], jsonb, int)
  TO colporteur_engine;

-- --- what the site may see of it ---

CREATE VIEW site.old_url WITH (security_barrier) AS
  SELECT o.path, l.name AS list_name, coalesce(m.link, '') AS link
  FROM colporteur.old_url o JOIN colporteur.list l ON l.id = o.list AND l.is_public
  LEFT JOIN LATERAL (SELECT x.link FROM colporteur.message x JOIN colporteur.post p ON p.message = x.id AND p.list = o.list
                     WHERE x.message_id = o.message_id ORDER BY x.id LIMIT 1) m ON true;
COMMENT ON VIEW site.old_url IS 'where messages of old archives are now; link is empty for the page of the list';
CREATE VIEW site.tombstone WITH (security_barrier) AS
  SELECT l.name AS list_name, m.message_id, m.link, m.short_hash, w.what, w.at, t.root AS thread
  FROM colporteur.withdrawn_post w JOIN colporteur.list l ON l.id = w.list AND l.is_public
  JOIN colporteur.message m ON m.id = w.message JOIN colporteur.thread t ON t.id = w.thread;
COMMENT ON VIEW site.tombstone IS 'posts of public lists that were taken out, for the page that says so';
GRANT SELECT ON site.old_url, site.tombstone TO colporteur_site, colporteur_engine;
