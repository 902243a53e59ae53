-- SPDX-License-Identifier: GPL-3.0-or-later
-- The archive: messages as received, posts on lists, threads, and what waits for a moderator.
--
-- Threads are the connected components of the graph whose nodes are Message-IDs and whose edges
-- are References and In-Reply-To: the same whatever the order of arrival. A node may be a ghost
-- (referred to, never seen). Components that grow together are joined by pointing the smaller
-- one's threads at the larger one's root; no post is touched.

SET LOCAL search_path = colporteur, public;

CREATE TABLE message (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id text NOT NULL CHECK (message_id <> ''),
  content_hash bytea NOT NULL CHECK (octet_length(content_hash) = 32),
  short_hash text NOT NULL,
  raw bytea NOT NULL,
  from_name text NOT NULL DEFAULT '',
  from_address text,
  subject text NOT NULL DEFAULT '',
  body text NOT NULL DEFAULT '',
  html text,
  date timestamptz NOT NULL,
  date_reason text NOT NULL CHECK (date_reason IN ('date', 'received', 'accepted')),
  date_header timestamptz,
  refers_to text[] NOT NULL DEFAULT '{}',
  oddities text[] NOT NULL DEFAULT '{}',
  search tsvector NOT NULL GENERATED ALWAYS AS (search_vector(subject, body)) STORED,
  UNIQUE (message_id, content_hash)
);
ALTER TABLE message ALTER COLUMN raw SET STORAGE EXTENDED, ALTER COLUMN raw SET COMPRESSION lz4;
COMMENT ON TABLE message IS 'a mail that was accepted, once, however many lists it was posted to';
COMMENT ON COLUMN message.id IS 'our number';
COMMENT ON COLUMN message.message_id IS 'as found, without angle brackets; made from content_hash where the mail has none';
COMMENT ON COLUMN message.content_hash IS 'SHA-256 of raw: a Message-ID used again with other content is another message';
COMMENT ON COLUMN message.short_hash IS 'base32 of the SHA-1 of the Message-ID: the short permanent link';
COMMENT ON COLUMN message.raw IS 'byte for byte as received';
COMMENT ON COLUMN message.from_name IS 'shown name of the author; never holds an address';
COMMENT ON COLUMN message.from_address IS 'address of the author; the site cannot read it';
COMMENT ON COLUMN message.subject IS 'decoded, without addresses';
COMMENT ON COLUMN message.body IS 'text shown and searched: decoded, mail addresses hidden';
COMMENT ON COLUMN message.html IS 'cleaned HTML shown in place of the text, where the mail has no text part';
COMMENT ON COLUMN message.date IS 'the date chosen for filing';
COMMENT ON COLUMN message.date_reason IS 'where the date chosen comes from: the Date header, a Received header, or our clock';
COMMENT ON COLUMN message.date_header IS 'what the Date header says; NULL when it says nothing that can be read';
COMMENT ON COLUMN message.refers_to IS 'In-Reply-To and References, nearest last';
COMMENT ON COLUMN message.oddities IS 'what was wrong with it and tolerated';
COMMENT ON COLUMN message.search IS 'what it is searched by';
CREATE INDEX message_search ON message USING gin (search);
CREATE INDEX message_date ON message (date DESC, id DESC);
COMMENT ON INDEX message_date IS 'the newest messages that have a frequent word are found by walking it';
CREATE INDEX message_short_hash ON message (short_hash);
CREATE INDEX message_content_hash ON message (content_hash);

CREATE TABLE thread (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  root bigint NOT NULL REFERENCES thread DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE thread IS 'posts that answer each other';
COMMENT ON COLUMN thread.id IS 'our number';
COMMENT ON COLUMN thread.root IS 'the thread this one has been joined to; itself where it has not';
CREATE INDEX thread_root ON thread (root);

CREATE TABLE thread_node (
  message_id text PRIMARY KEY,
  thread bigint NOT NULL REFERENCES thread
);
COMMENT ON TABLE thread_node IS 'every Message-ID seen or referred to, with its thread';
COMMENT ON COLUMN thread_node.message_id IS 'without angle brackets; of a message or of one that was only referred to';
COMMENT ON COLUMN thread_node.thread IS 'a thread; its root is the one that counts';

CREATE TABLE post (
  list bigint NOT NULL REFERENCES list,
  message bigint NOT NULL REFERENCES message,
  thread bigint NOT NULL REFERENCES thread,
  subscriber bigint REFERENCES subscriber ON DELETE SET NULL,
  date timestamptz NOT NULL,
  accepted_at timestamptz NOT NULL DEFAULT the_time(),
  PRIMARY KEY (list, message)
);
COMMENT ON TABLE post IS 'a message accepted on a list';
COMMENT ON COLUMN post.list IS 'which list';
COMMENT ON COLUMN post.message IS 'which message';
COMMENT ON COLUMN post.thread IS 'a thread; its root is the one that counts';
COMMENT ON COLUMN post.subscriber IS 'who wrote it; NULL for who is no subscriber or has been erased';
COMMENT ON COLUMN post.date IS 'message.date again, so that pages by date need no join';
COMMENT ON COLUMN post.accepted_at IS 'when we accepted it';
CREATE INDEX post_date ON post (list, date DESC, message DESC);
CREATE INDEX post_thread ON post (thread);
CREATE INDEX post_message ON post (message);

CREATE TABLE list_thread (
  list bigint NOT NULL REFERENCES list,
  thread bigint NOT NULL REFERENCES thread,
  posts int NOT NULL,
  first_message bigint NOT NULL REFERENCES message,
  first_date timestamptz NOT NULL,
  last_date timestamptz NOT NULL,
  PRIMARY KEY (list, thread)
);
COMMENT ON TABLE list_thread IS 'what the page of a list shows of a thread; kept by post_insert()';
COMMENT ON COLUMN list_thread.list IS 'which list';
COMMENT ON COLUMN list_thread.thread IS 'a root thread';
COMMENT ON COLUMN list_thread.posts IS 'how many posts of it the list has';
COMMENT ON COLUMN list_thread.first_message IS 'the oldest of them';
COMMENT ON COLUMN list_thread.first_date IS 'its date';
COMMENT ON COLUMN list_thread.last_date IS 'date of the youngest';
CREATE INDEX list_thread_last ON list_thread (list, last_date DESC, thread DESC);

CREATE FUNCTION thread_of(ids text[]) RETURNS bigint LANGUAGE plpgsql AS $$
-- The thread that these Message-IDs belong to, all of them from now on. ids[1] is the message's own.
DECLARE
  found_roots bigint[];
  keep bigint;
  other bigint;
BEGIN
  -- Two arrivals that share an ID wait for each other here; sorted, so that they cannot deadlock.
  PERFORM pg_advisory_xact_lock(hashtextextended(id, 7))
    FROM (SELECT DISTINCT id FROM unnest(ids) id ORDER BY id) sorted;
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
COMMENT ON FUNCTION thread_of(text[]) IS 'find, make or join the thread of a message and what it refers to';

CREATE FUNCTION thread_join(keep bigint, other bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE thread SET root = keep WHERE root = other;
  -- The pages' summaries of both become one.
  INSERT INTO list_thread AS l (list, thread, posts, first_message, first_date, last_date)
    SELECT list, keep, posts, first_message, first_date, last_date FROM list_thread WHERE thread = other
  ON CONFLICT (list, thread) DO UPDATE SET
    posts = l.posts + excluded.posts,
    first_message = CASE WHEN excluded.first_date < l.first_date THEN excluded.first_message ELSE l.first_message END,
    first_date = least(l.first_date, excluded.first_date),
    last_date = greatest(l.last_date, excluded.last_date);
  DELETE FROM list_thread WHERE thread = other;
END
$$;
COMMENT ON FUNCTION thread_join(bigint, bigint) IS 'make the second thread part of the first';

CREATE FUNCTION post_insert(p_list bigint, p_message bigint, p_subscriber bigint) RETURNS bigint LANGUAGE plpgsql AS $$
-- Put a message on a list: its thread, or NULL when it is there already.
DECLARE
  m record;
  t bigint;
BEGIN
  SELECT message_id, refers_to, date INTO STRICT m FROM message WHERE id = p_message;
  t := thread_of(m.message_id || m.refers_to);
  INSERT INTO post (list, message, thread, subscriber, date)
    VALUES (p_list, p_message, t, p_subscriber, m.date) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO list_thread AS l (list, thread, posts, first_message, first_date, last_date)
    VALUES (p_list, t, 1, p_message, m.date, m.date)
  ON CONFLICT (list, thread) DO UPDATE SET
    posts = l.posts + 1,
    first_message = CASE WHEN excluded.first_date < l.first_date THEN excluded.first_message ELSE l.first_message END,
    first_date = least(l.first_date, excluded.first_date),
    last_date = greatest(l.last_date, excluded.last_date);
  RETURN t;
END
$$;
COMMENT ON FUNCTION post_insert(bigint, bigint, bigint) IS 'put a message on a list, in its thread';

CREATE TABLE held_message (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  raw bytea NOT NULL,
  sender text NOT NULL DEFAULT '',
  from_address text,
  subject text NOT NULL DEFAULT '',
  reason text NOT NULL,
  state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'accepted', 'rejected', 'discarded', 'expired')),
  received_at timestamptz NOT NULL DEFAULT the_time(),
  decided_at timestamptz,
  decided_by text
);
COMMENT ON TABLE held_message IS 'a mail waiting for a moderator';
COMMENT ON COLUMN held_message.id IS 'our number, in what moderators are told';
COMMENT ON COLUMN held_message.list IS 'which list it was sent to';
COMMENT ON COLUMN held_message.raw IS 'byte for byte as received';
COMMENT ON COLUMN held_message.sender IS 'envelope sender';
COMMENT ON COLUMN held_message.from_address IS 'address of the author';
COMMENT ON COLUMN held_message.subject IS 'decoded';
COMMENT ON COLUMN held_message.reason IS 'why it waits: a machine word';
COMMENT ON COLUMN held_message.state IS 'what became of it';
COMMENT ON COLUMN held_message.received_at IS 'when it came';
COMMENT ON COLUMN held_message.decided_at IS 'when somebody decided, or time did';
COMMENT ON COLUMN held_message.decided_by IS 'who decided';
CREATE INDEX held_message_held ON held_message (list, received_at) WHERE state = 'held';
