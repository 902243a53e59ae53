-- SPDX-License-Identifier: GPL-3.0-or-later
-- An author may ask to be shown by initials. What the public reads of a message is then what the
-- table itself holds: pages, feeds, mailboxes, search and its facets have no second place to look.
-- What was there before is kept aside, for the day they think otherwise.
--
-- The name goes from the From of their messages, from their own texts, and from what shows in others'
-- texts who wrote what is quoted. Elsewhere in the words of others it stays: a name is also a word,
-- and whoever sends a mail says what their name is.

SET LOCAL search_path = colporteur, public;

ALTER TABLE subscriber ADD COLUMN by_initials boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN subscriber.by_initials IS 'whether they asked to be shown by initials on public pages';
CREATE INDEX subscriber_by_initials ON subscriber (id) WHERE by_initials;

CREATE INDEX message_from_address ON message (lower(from_address)) WHERE from_address IS NOT NULL;

-- --- names and what stands for them ---

CREATE FUNCTION name_initials(p_name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(string_agg(upper(left(w, 1) COLLATE "und-x-icu") || '.', ' ' ORDER BY n), '')
  FROM regexp_split_to_table(regexp_replace(split_part(p_name, '@', 1), '[(\[][^)\]]*[)\]]', ' ', 'g'), '[\s.,;:"''’_(){}<>/|*-]+') WITH ORDINALITY x(w, n)
  WHERE n <= 8 AND w !~ '^([[:digit:][:punct:]]|$)'
$$;
COMMENT ON FUNCTION name_initials(text) IS '"A. L. G." of "Anne Le Goff"; what follows an @, or stands in brackets, does not count';

CREATE FUNCTION name_pattern(p_name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
-- Between its words there may be an end of line and marks of quotes.
  SELECT '(?<![[:alnum:]])' || string_agg(regexp_replace(w, '([][(){}.*+?^$|\\])', '\\\1', 'g'), '[\s>|]+' ORDER BY n) || '(?![[:alnum:]])'
  FROM regexp_split_to_table(btrim(p_name), '\s+') WITH ORDINALITY x(w, n)
$$;
COMMENT ON FUNCTION name_pattern(text) IS 'a regular expression for a name, however its lines were broken';

CREATE FUNCTION name_hide(p_text text, p_name text, p_own boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = colporteur, pg_temp AS $$
-- Case does not count, nor do letters outside ASCII lose theirs: the collation knows them all.
DECLARE
  name CONSTANT text := name_pattern(p_name);
  initials CONSTANT text := name_initials(p_name);
  t text := p_text COLLATE "und-x-icu";
BEGIN
  IF t IS NULL OR name IS NULL OR initials = '' THEN
    RETURN p_text;
  ELSIF p_own AND btrim(p_name) ~ '\s' THEN
    RETURN regexp_replace(t COLLATE "und-x-icu", name, initials, 'gi');
  END IF;
  -- "On 3 May, NAME <…> wrote:", over two lines at most.
  t := regexp_replace(t COLLATE "und-x-icu", name || '(?=[^\n]{0,160}(?:\n[^\n]{0,100})?(?:écri|wrote|skriv|schrieb|escribi|scri[st]|schreef)[^\n]{0,80}:)', initials, 'gi');
  -- "From: NAME", as some programs quote.
  t := regexp_replace(t COLLATE "und-x-icu", '(\m(?:De|From|Von|Da|Expéditeur|Auteur|Author|Digant|Kaser)(?:\s|&nbsp;| |</?[a-z]+>|\*)*:(?:[ \t]|&nbsp;| |</?[a-z]+>|[*"''])*)' || name, '\1' || initials, 'gi');
  -- A line that is the name and no more: a signature.
  RETURN regexp_replace(t COLLATE "und-x-icu", '(^[ \t>|*_-]*|</?[a-z][^<>]*>\s*)' || name || '(?=[ \t.,*_-]*$|\s*<)', '\1' || initials, 'gin');
END
$$;
COMMENT ON FUNCTION name_hide(text, text, boolean) IS
  'a text, or HTML, without a name: of the author''s own, wherever the name stands; of others'', where it says who wrote';

CREATE TABLE initials_name (
  subscriber bigint NOT NULL REFERENCES subscriber ON DELETE CASCADE,
  name text NOT NULL,
  probe text NOT NULL GENERATED ALWAYS AS (lower(split_part(name, ' ', 1) COLLATE "und-x-icu")) STORED,
  PRIMARY KEY (subscriber, name)
);
COMMENT ON TABLE initials_name IS 'what those who are shown by initials are or were called';
COMMENT ON COLUMN initials_name.subscriber IS 'who';
COMMENT ON COLUMN initials_name.name IS 'a name they write under, or gave us';
COMMENT ON COLUMN initials_name.probe IS 'its first word: a text without that need not be looked at closer';

CREATE TABLE message_whole (
  message bigint PRIMARY KEY REFERENCES message ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  subscribers bigint[] NOT NULL,
  from_name text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  html text
);
ALTER TABLE message_whole ALTER COLUMN body SET COMPRESSION lz4, ALTER COLUMN html SET COMPRESSION lz4;
COMMENT ON TABLE message_whole IS 'messages with a name that is shown by initials, as they were; the site cannot read it';
COMMENT ON COLUMN message_whole.message IS 'which';
COMMENT ON COLUMN message_whole.subscribers IS 'whose names it has';
COMMENT ON COLUMN message_whole.from_name IS 'as message.from_name, whole';
COMMENT ON COLUMN message_whole.subject IS 'as message.subject, whole';
COMMENT ON COLUMN message_whole.body IS 'as message.body, whole';
COMMENT ON COLUMN message_whole.html IS 'as message.html, whole';
CREATE INDEX message_whole_subscribers ON message_whole USING gin (subscribers);
GRANT SELECT ON initials_name, message_whole TO colporteur_engine;

CREATE FUNCTION message_author(p_message bigint, p_address text) RETURNS bigint LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT coalesce(
    (SELECT s.id FROM address a JOIN subscriber s ON s.id = a.subscriber AND s.by_initials WHERE a.address_key = lower(p_address)),
    (SELECT s.id FROM (SELECT subscriber FROM post WHERE message = p_message UNION ALL SELECT subscriber FROM withdrawn_post WHERE message = p_message) p
     JOIN subscriber s ON s.id = p.subscriber AND s.by_initials LIMIT 1))
$$;
COMMENT ON FUNCTION message_author(bigint, text) IS 'who wrote a message and is shown by initials; NULL: nobody who is';

-- --- every message, as it comes and whenever it is written anew ---

CREATE FUNCTION message_names() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
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
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION message_names() IS 'shows by initials who asked for it, and keeps aside what that takes out';

CREATE FUNCTION initials_learn(p_subscriber bigint, p_name text) RETURNS void LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  INSERT INTO initials_name (subscriber, name) SELECT p_subscriber, regexp_replace(btrim(p_name), '\s+', ' ', 'g')
  WHERE length(btrim(p_name)) BETWEEN 2 AND 100 AND (SELECT count(*) FROM initials_name WHERE subscriber = p_subscriber) < 20
  ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION initials_learn(bigint, text) IS 'one more name of somebody who is shown by initials';

CREATE TRIGGER message_names BEFORE INSERT OR UPDATE OF from_name, subject, body, html ON message FOR EACH ROW EXECUTE FUNCTION message_names();

-- --- when somebody asks for it, or not any more ---

CREATE FUNCTION author_show(p_subscriber bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  own bigint[];
BEGIN
  PERFORM pg_advisory_xact_lock(9, 1);
  own := ARRAY(
    SELECT m.id FROM address a JOIN message m ON lower(m.from_address) = a.address_key AND m.from_address IS NOT NULL WHERE a.subscriber = p_subscriber
    UNION SELECT message FROM post WHERE subscriber = p_subscriber
    UNION SELECT message FROM withdrawn_post WHERE subscriber = p_subscriber);
  IF EXISTS (SELECT FROM subscriber WHERE id = p_subscriber AND by_initials) THEN
    PERFORM initials_learn(p_subscriber, name) FROM subscriber WHERE id = p_subscriber AND name IS NOT NULL;
    PERFORM initials_learn(p_subscriber, name) FROM (
      SELECT coalesce(w.from_name, m.from_name) AS name FROM message m LEFT JOIN message_whole w ON w.message = m.id
      WHERE m.id = ANY (own) GROUP BY 1 ORDER BY count(*) DESC LIMIT 20) x;
  ELSE
    DELETE FROM initials_name WHERE subscriber = p_subscriber;
  END IF;
  UPDATE message m SET from_name = m.from_name, changed_at = the_time() WHERE m.id = ANY (ARRAY(
    SELECT unnest(own)
    UNION SELECT message FROM message_whole WHERE subscribers @> ARRAY[p_subscriber]
    UNION SELECT q.id FROM initials_name n JOIN message q ON q.search @@ phraseto_tsquery('colporteur.french', n.name)
      WHERE n.subscriber = p_subscriber AND (name_hide(q.body, n.name, false), name_hide(q.html, n.name, false)) IS DISTINCT FROM (q.body, q.html)));
END
$$;
COMMENT ON FUNCTION author_show(bigint) IS 'what somebody wrote, and what quotes them, is shown as they want it now; in the same transaction';

CREATE FUNCTION subscriber_shown() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM author_show(NEW.id);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION subscriber_shown() IS 'shows a person as they want it now';
CREATE TRIGGER subscriber_shown AFTER UPDATE OF by_initials, name ON subscriber FOR EACH ROW
  WHEN (OLD.by_initials <> NEW.by_initials OR (NEW.by_initials AND OLD.name IS DISTINCT FROM NEW.name)) EXECUTE FUNCTION subscriber_shown();

CREATE FUNCTION address_shown() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM author_show(s.id) FROM (SELECT DISTINCT subscriber FROM fresh) a JOIN subscriber s ON s.id = a.subscriber AND s.by_initials;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION address_shown() IS 'one more address of who is shown by initials: what was written from it is theirs';
CREATE TRIGGER address_shown AFTER INSERT ON address REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION address_shown();

-- The more careful of two records that become one holds.
CREATE FUNCTION initials_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  UPDATE message_whole SET subscribers = array_replace(subscribers, NEW.gone, NEW.kept) WHERE subscribers @> ARRAY[NEW.gone];
  INSERT INTO initials_name (subscriber, name) SELECT NEW.kept, name FROM initials_name WHERE subscriber = NEW.gone ON CONFLICT DO NOTHING;
  DELETE FROM initials_name WHERE subscriber = NEW.gone;
  UPDATE subscriber SET by_initials = true WHERE id = NEW.kept AND NOT by_initials AND EXISTS (SELECT FROM subscriber WHERE id = NEW.gone AND by_initials);
  IF NOT FOUND AND EXISTS (SELECT FROM subscriber WHERE id = NEW.kept AND by_initials) THEN
    PERFORM author_show(NEW.kept);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION initials_follow() IS 'being shown by initials stays with an author when two records become one';
CREATE TRIGGER initials_follow AFTER INSERT ON subscriber_merged FOR EACH ROW EXECUTE FUNCTION initials_follow();

CREATE FUNCTION initials_forgotten() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  -- What has been taken out for them does not come back without them.
  UPDATE contribution c SET author = name_initials(c.author)
    WHERE c.author IN (SELECT name FROM initials_name WHERE subscriber = OLD.id)
       OR (c.author <> '' AND c.id IN (SELECT q.contribution FROM address a JOIN proposal q ON q.address_key = a.address_key WHERE a.subscriber = OLD.id));
  DELETE FROM message_whole WHERE subscribers @> ARRAY[OLD.id];
  RETURN OLD;
END
$$;
COMMENT ON FUNCTION initials_forgotten() IS 'names of who is no more are not kept aside, and what hid them stays';
CREATE TRIGGER initials_forgotten BEFORE DELETE ON subscriber FOR EACH ROW WHEN (OLD.by_initials) EXECUTE FUNCTION initials_forgotten();

-- --- asking for it, which is kept in the audit log whoever asks ---

CREATE FUNCTION author_ask(p_subscriber bigint, p_initials boolean, p_how text) RETURNS boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  before CONSTANT text := coalesce(current_setting('colporteur.actor', true), '');
  changed boolean;
BEGIN
  PERFORM set_config('colporteur.actor', p_how, true);
  UPDATE subscriber SET by_initials = p_initials WHERE id = p_subscriber AND by_initials <> p_initials;
  changed := FOUND;
  PERFORM set_config('colporteur.actor', before, true);
  UPDATE subscriber SET last_contact_at = the_time() WHERE id = p_subscriber;
  RETURN changed;
END
$$;
COMMENT ON FUNCTION author_ask(bigint, boolean, text) IS 'a person says by mail or on their page how they are shown; whether that is new';

CREATE FUNCTION site.me_initials(p_token text) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT by_initials FROM subscriber WHERE id = page_person(p_token)
$$;
COMMENT ON FUNCTION site.me_initials(text) IS 'whether they are shown by initials';

CREATE FUNCTION site.me_set_initials(p_token text, p_initials boolean) RETURNS boolean
  LANGUAGE sql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT author_ask(page_person(p_token), p_initials, 'their page')
$$;
COMMENT ON FUNCTION site.me_set_initials(text, boolean) IS 'they are shown by initials from now on, or not; whether that is new';

REVOKE EXECUTE ON FUNCTION author_show(bigint), author_ask(bigint, boolean, text), initials_learn(bigint, text), message_author(bigint, text),
  site.me_initials(text), site.me_set_initials(text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION author_ask(bigint, boolean, text) TO colporteur_engine;
GRANT EXECUTE ON FUNCTION site.me_initials(text), site.me_set_initials(text, boolean) TO colporteur_site, colporteur_engine;

-- --- contributions ---

CREATE FUNCTION site.author_shown(p_contribution bigint, p_author text) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  IF p_author <> '' AND EXISTS (SELECT FROM subscriber WHERE by_initials)
     AND (EXISTS (SELECT FROM initials_name n WHERE n.name = p_author)
       OR EXISTS (SELECT FROM proposal q JOIN address a ON a.address_key = q.address_key JOIN subscriber s ON s.id = a.subscriber AND s.by_initials
                  WHERE q.contribution = p_contribution)) THEN
    RETURN name_initials(p_author);
  END IF;
  RETURN p_author;
END
$$;
COMMENT ON FUNCTION site.author_shown(bigint, text) IS 'the author of a contribution as they want to be shown: who proposed it, or has that name';
GRANT EXECUTE ON FUNCTION site.author_shown(bigint, text) TO colporteur_site, colporteur_engine;
CREATE INDEX initials_name_name ON initials_name (name);

DO $$
DECLARE
  v text;
BEGIN
  FOREACH v IN ARRAY ARRAY['contribution', 'edition_item'] LOOP
    -- As it was, but for the author.
    EXECUTE format('CREATE OR REPLACE VIEW site.%I WITH (security_barrier) AS %s', v,
                   regexp_replace(pg_get_viewdef(format('site.%I', v)::regclass), '\mc\.author\M', 'site.author_shown(c.id, c.author) AS author'));
  END LOOP;
END
$$;
