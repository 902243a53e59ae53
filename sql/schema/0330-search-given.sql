-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a message is searched by may be handed in by who files it, who knows from other messages what
-- words become: to find the words of 10 KB and stem them twice took longer than all else of filing a post.
-- It is what search_vector() makes, which does it where nobody did. Rows stay as they are.

SET LOCAL search_path = colporteur, public;

ALTER TABLE message ALTER COLUMN search DROP EXPRESSION;

CREATE FUNCTION message_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' OR NEW.search IS NULL THEN
    NEW.search := colporteur.search_vector(NEW.subject, NEW.body, NEW.from_name);
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION message_search() IS 'makes what a message is searched by, unless it came with it';
-- By its name behind message_names, which may change what there is to search.
CREATE TRIGGER message_search BEFORE INSERT OR UPDATE OF from_name, subject, body, html ON message FOR EACH ROW EXECUTE FUNCTION message_search();
ALTER TABLE message ENABLE ALWAYS TRIGGER message_search;

CREATE FUNCTION search_joined(p_own tsvector, p_author text, p_quoted tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
  SET search_path = colporteur, pg_temp AS $$
  SELECT p_own || setweight(to_tsvector('pg_catalog.simple', plain(coalesce(p_author, ''))), 'C') || p_quoted
$$;
COMMENT ON FUNCTION search_joined(tsvector, text, tsvector) IS
  'as search_vector(), of what was made of subject and text, and of quotes and signature; NULL: the two were not made';

DROP FUNCTION message_file(bigint, bigint, text, bytea, text, bytea, text, text, text, text, text, timestamptz, text, timestamptz,
  text[], text[], jsonb, int);
CREATE FUNCTION message_file(p_list bigint, p_subscriber bigint, p_message_id text, p_hash bytea, p_short_hash text, p_raw bytea,
    p_from_name text, p_from_address text, p_subject text, p_body text, p_html text, p_date timestamptz, p_date_reason text,
    p_date_header timestamptz, p_refers_to text[], p_oddities text[], p_parts jsonb, p_attachments int, p_search tsvector DEFAULT NULL,
    OUT message bigint, OUT thread bigint) LANGUAGE plpgsql AS $$
-- Keep a mail, unless it is there, and put it on a list: its thread, or 0 when it is or was on it.
BEGIN
  INSERT INTO message AS m (message_id, content_hash, short_hash, raw, from_name, from_address, subject, body, html,
                            date, date_reason, date_header, refers_to, oddities, parts, attachments, search)
    VALUES (p_message_id, p_hash, p_short_hash, p_raw, p_from_name, p_from_address, p_subject, p_body, p_html,
            p_date, p_date_reason, p_date_header, p_refers_to, p_oddities, p_parts, p_attachments, p_search)
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
  text[], text[], jsonb, int, tsvector) IS 'keep a mail and put it on a list';
ALTER FUNCTION message_file(bigint, bigint, text, bytea, text, bytea, text, text, text, text, text, timestamptz, text, timestamptz,
  text[], text[], jsonb, int, tsvector) SET enable_seqscan = off;
GRANT EXECUTE ON FUNCTION message_search(), search_joined(tsvector, text, tsvector),
  message_file(bigint, bigint, text, bytea, text, bytea, text, text, text, text, text, timestamptz, text, timestamptz,
  text[], text[], jsonb, int, tsvector) TO colporteur_engine;

CREATE OR REPLACE FUNCTION message_names() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  kept message_whole;
  fresh message_whole;
  n initials_name;
  author bigint;
  all_of_it text;
  who bigint[] := '{}';
BEGIN
  -- Whoever asks to be shown so waits for what is being filed, and the other way round.
  PERFORM pg_advisory_xact_lock_shared(9, 1);
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM message_whole WHERE message = NEW.id RETURNING * INTO kept;
    -- Its mail is the same: nobody wrote new text, so what it was whole is what it is.
    IF kept.message IS NOT NULL AND NEW.raw = OLD.raw THEN
      NEW.from_name := kept.from_name;
      NEW.subject := kept.subject;
      NEW.body := kept.body;
      NEW.html := kept.html;
    END IF;
  ELSIF EXISTS (SELECT FROM message WHERE message_id = NEW.message_id AND content_hash = NEW.content_hash) THEN
    RETURN NEW; -- which will be found to be there
  END IF;
  IF NOT EXISTS (SELECT FROM subscriber WHERE by_initials) THEN
    RETURN NEW;
  END IF;
  fresh := (NEW.id, '{}', NEW.from_name, NEW.subject, NEW.body, NEW.html);
  author := message_author(NEW.id, NEW.from_address);
  IF author IS NOT NULL THEN
    PERFORM initials_learn(author, NEW.from_name);
    NEW.from_name := name_initials(NEW.from_name);
    who := ARRAY[author];
  END IF;
  all_of_it := lower(concat_ws(' ', NEW.subject, NEW.body, NEW.html) COLLATE "und-x-icu");
  FOR n IN SELECT * FROM initials_name WHERE strpos(all_of_it, probe) > 0 ORDER BY length(name) DESC, subscriber LOOP
    kept := (NEW.id, '{}', NEW.from_name, NEW.subject, NEW.body, NEW.html);
    NEW.body := name_hide(NEW.body, n.name, n.subscriber IS NOT DISTINCT FROM author);
    NEW.html := name_hide(NEW.html, n.name, n.subscriber IS NOT DISTINCT FROM author);
    IF n.subscriber = author THEN
      NEW.subject := name_hide(NEW.subject, n.name, true);
    ELSIF (NEW.body, NEW.html) IS DISTINCT FROM (kept.body, kept.html) AND NOT n.subscriber = ANY (who) THEN
      who := who || n.subscriber;
    END IF;
  END LOOP;
  IF who <> '{}' THEN
    INSERT INTO message_whole VALUES (NEW.id, who, fresh.from_name, fresh.subject, fresh.body, fresh.html);
    NEW.search := NULL; -- was made of what it was whole
  END IF;
  RETURN NEW;
END
$$;
