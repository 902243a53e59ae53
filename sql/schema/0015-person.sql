-- SPDX-License-Identifier: GPL-3.0-or-later
-- What happens to a person: a break, two records made one, erasure that lasts.

SET LOCAL search_path = colporteur, public;

ALTER TABLE subscriber
  ADD COLUMN break_from date,
  ADD COLUMN break_until date,
  ADD CONSTRAINT subscriber_break CHECK ((break_from IS NULL) = (break_until IS NULL) AND break_from <= break_until);
COMMENT ON COLUMN subscriber.break_from IS 'first day of a break in which they get no mail of any list; NULL: none';
COMMENT ON COLUMN subscriber.break_until IS 'last day of it, after which mail goes on by itself';

CREATE FUNCTION is_on_break(s subscriber) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(the_time()::date BETWEEN s.break_from AND s.break_until, false);
COMMENT ON FUNCTION is_on_break(subscriber) IS 'whether they get no mail today because they asked for a break';

-- --- merging ---

CREATE TABLE subscriber_merged (
  gone bigint PRIMARY KEY,
  kept bigint NOT NULL REFERENCES subscriber ON DELETE CASCADE
);
COMMENT ON TABLE subscriber_merged IS 'records that were made one with another: links in letters and proofs of consent name the old number for years';
COMMENT ON COLUMN subscriber_merged.gone IS 'the number that is no more';
COMMENT ON COLUMN subscriber_merged.kept IS 'who it is now';
CREATE INDEX subscriber_merged_kept ON subscriber_merged (kept);

CREATE FUNCTION subscriber_now(bigint) RETURNS bigint LANGUAGE sql STABLE STRICT SET search_path = colporteur, pg_temp
  AS 'SELECT coalesce((SELECT kept FROM subscriber_merged WHERE gone = $1), $1)';
COMMENT ON FUNCTION subscriber_now(bigint) IS 'the number of whom a number was given to: itself, unless merged into another';

CREATE FUNCTION subscriber_merge(p_kept bigint, p_gone bigint) RETURNS void
  LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
BEGIN
  IF p_kept = p_gone THEN
    RAISE EXCEPTION 'both are the same person' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM FROM subscriber WHERE id IN (p_kept, p_gone) ORDER BY id FOR UPDATE;
  UPDATE subscriber k SET
      name = coalesce(k.name, g.name),
      knowledge = ARRAY(SELECT DISTINCT x FROM unnest(k.knowledge || g.knowledge) x ORDER BY x),
      territories = k.territories || g.territories,
      interests = k.interests || g.interests,
      programmes = k.programmes || g.programmes,
      notes = nullif(concat_ws(E'\n', k.notes, g.notes), ''),
      created_at = least(k.created_at, g.created_at),
      last_contact_at = greatest(k.last_contact_at, g.last_contact_at)
    FROM subscriber g WHERE k.id = p_kept AND g.id = p_gone;
  -- On a list that both know, what was said last holds; who left in the same moment has left.
  UPDATE subscription k SET state = g.state, delivery = g.delivery, changed_at = g.changed_at
    FROM subscription g
    WHERE k.subscriber = p_kept AND g.subscriber = p_gone AND g.list = k.list
      AND (g.changed_at > k.changed_at OR (g.changed_at = k.changed_at AND g.state = 'unsubscribed'));
  UPDATE subscription g SET subscriber = p_kept WHERE subscriber = p_gone
    AND NOT EXISTS (SELECT FROM subscription k WHERE k.subscriber = p_kept AND k.list = g.list);
  UPDATE address SET subscriber = p_kept, is_primary = false WHERE subscriber = p_gone;
  UPDATE bounce SET subscriber = p_kept WHERE subscriber = p_gone;
  DELETE FROM bounce_score WHERE subscriber = p_gone; -- mail came back from addresses that are second now
  UPDATE post SET subscriber = p_kept WHERE subscriber = p_gone;
  -- What waits for the one goes to the other, once.
  UPDATE delivery d SET recipient = p_kept FROM mailing m
    WHERE m.id = d.mailing AND m.state <> 'finished' AND m.kind <> 'notice' AND d.recipient = p_gone AND d.state = 'q'
      AND NOT EXISTS (SELECT FROM delivery k WHERE k.mailing = d.mailing AND k.recipient = p_kept);
  UPDATE subscriber_merged SET kept = p_kept WHERE kept = p_gone;
  INSERT INTO subscriber_merged (gone, kept) VALUES (p_gone, p_kept);
  DELETE FROM subscriber WHERE id = p_gone;
END
$$;
COMMENT ON FUNCTION subscriber_merge(bigint, bigint) IS 'make the second record part of the first';

-- --- erasure ---

CREATE TABLE tombstone_salt (
  salt bytea NOT NULL CHECK (octet_length(salt) = 32)
);
COMMENT ON TABLE tombstone_salt IS 'one row: what makes tombstones useless to whoever has only them';
COMMENT ON COLUMN tombstone_salt.salt IS '256 random bits, for good';
CREATE UNIQUE INDEX tombstone_salt_one ON tombstone_salt ((true));
INSERT INTO tombstone_salt SELECT sha256(string_agg(uuid_send(gen_random_uuid()), '')) FROM generate_series(1, 4);

CREATE TABLE tombstone (
  address_hash bytea PRIMARY KEY CHECK (octet_length(address_hash) = 32),
  erased_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE tombstone IS 'addresses of people who were erased: all that is kept of them, so that no import brings them back';
COMMENT ON COLUMN tombstone.address_hash IS 'SHA-256 of the salt and address.address_key';
COMMENT ON COLUMN tombstone.erased_at IS 'when';

CREATE FUNCTION tombstone_hash(text) RETURNS bytea LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = colporteur, pg_temp
  AS $$ SELECT sha256((SELECT salt FROM tombstone_salt) || convert_to($1, 'UTF8')) $$;
COMMENT ON FUNCTION tombstone_hash(text) IS 'what a tombstone keeps of an address_key';

CREATE FUNCTION is_erased(text) RETURNS boolean LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = colporteur, pg_temp
  AS $$ SELECT EXISTS (SELECT FROM tombstone) AND EXISTS (SELECT FROM tombstone WHERE address_hash = tombstone_hash($1)) $$;
COMMENT ON FUNCTION is_erased(text) IS 'whether the person with that address_key asked to be erased';

-- Proof of consent is for good, but for whom asks to be forgotten: their proofs go, and one line stays
-- that says that somebody was erased, and when.
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('colporteur.erasing', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION append_only() IS
  'refuses every change of a row that is written; subscriber_erase() alone may remove rows, since the engine has no right to';

CREATE FUNCTION subscriber_erase(p_subscriber bigint, p_how text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  keys text[] := ARRAY(SELECT address_key FROM address WHERE subscriber = p_subscriber);
  numbers bigint[] := ARRAY(SELECT gone FROM subscriber_merged WHERE kept = p_subscriber) || p_subscriber;
BEGIN
  INSERT INTO tombstone (address_hash) SELECT tombstone_hash(k) FROM unnest(keys) k
    ON CONFLICT (address_hash) DO UPDATE SET erased_at = the_time();
  PERFORM set_config('colporteur.erasing', 'yes', true);
  DELETE FROM consent_event WHERE subscriber = ANY (numbers);
  PERFORM set_config('colporteur.erasing', '', true);
  INSERT INTO consent_event (subscriber, what, how) VALUES (p_subscriber, 'erase', p_how);
  DELETE FROM bounce WHERE subscriber = ANY (numbers);
  DELETE FROM bounce_score WHERE subscriber = ANY (numbers);
  DELETE FROM suppression WHERE address_key = ANY (keys);
  DELETE FROM held_message WHERE lower(from_address) = ANY (keys) OR lower(sender) = ANY (keys);
  DELETE FROM notice_recipient WHERE lower(address) = ANY (keys);
  DELETE FROM list_role WHERE lower(address) = ANY (keys);
  UPDATE message SET from_address = NULL WHERE lower(from_address) = ANY (keys);
  DELETE FROM subscriber WHERE id = p_subscriber;
END
$$;
COMMENT ON FUNCTION subscriber_erase(bigint, text) IS
  'remove a person from everything, leaving tombstones; what they wrote in public stays (archive redaction is another act), and the ledger keeps bare numbers';
REVOKE EXECUTE ON FUNCTION subscriber_erase(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION subscriber_erase(bigint, text) TO colporteur_engine;

-- --- links in old letters of who was merged ---

CREATE OR REPLACE FUNCTION site.unsubscribe_ask(p_token text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT l.title FROM token_read('unsubscribe', p_token) AS t(numbers)
  JOIN subscription u ON u.list = t.numbers[1] AND u.subscriber = subscriber_now(t.numbers[2])
  JOIN list l ON l.id = u.list
  WHERE cardinality(t.numbers) = 2
$$;

CREATE OR REPLACE FUNCTION site.unsubscribe(p_token text) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := token_read('unsubscribe', p_token);
  the_list bigint := numbers[1];
  who bigint := subscriber_now(numbers[2]);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 2 THEN
    RETURN NULL;
  END IF;
  UPDATE subscription SET state = 'unsubscribed', changed_at = the_time()
    WHERE list = the_list AND subscriber = who AND state <> 'unsubscribed';
  IF FOUND THEN
    INSERT INTO consent_event (subscriber, list, what, how) VALUES (who, the_list, 'unsubscribe', 'web');
    UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
  END IF;
  RETURN (SELECT l.title FROM subscription u JOIN list l ON l.id = u.list WHERE u.list = the_list AND u.subscriber = who);
END
$$;

-- --- changing what is known ---

CREATE FUNCTION facet_change(held int[], instead bigint[], more bigint[], less bigint[]) RETURNS int[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY(SELECT DISTINCT x::int FROM unnest(coalesce(instead, held::bigint[]) || more) x
               WHERE x <> ALL (coalesce(less, '{}')) ORDER BY 1);
COMMENT ON FUNCTION facet_change(int[], bigint[], bigint[], bigint[]) IS
  'numbers of territories, interests or programmes: others in their place where not NULL, with more and without some';
