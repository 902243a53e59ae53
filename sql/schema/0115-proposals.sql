-- SPDX-License-Identifier: GPL-3.0-or-later
-- Contributions that people propose by mail or on a page: whom to answer, what to tell them, what
-- coordinators were shown, and the pictures that came along.

SET LOCAL search_path = colporteur, public;

ALTER TABLE list ADD CONSTRAINT list_name_decide CHECK (name !~ '-decide$');

ALTER TABLE contribution DROP CONSTRAINT contribution_state_check;
ALTER TABLE contribution ADD CONSTRAINT contribution_state_check
  CHECK (state IN ('unconfirmed', 'proposed', 'accepted', 'declined'));
COMMENT ON COLUMN contribution.state IS
  'unconfirmed: somebody said to be its author was asked; proposed; accepted for an edition; declined';
CREATE INDEX contribution_unconfirmed ON contribution (proposed_at) WHERE state = 'unconfirmed';

CREATE TABLE proposal_digest (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  sent_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE proposal_digest IS 'mails that showed proposals to those who look after a list; answering one decides about them';
COMMENT ON COLUMN proposal_digest.id IS 'our number';
COMMENT ON COLUMN proposal_digest.list IS 'which list';
COMMENT ON COLUMN proposal_digest.sent_at IS 'when';
CREATE INDEX proposal_digest_list ON proposal_digest (list, sent_at);

CREATE TABLE proposal (
  contribution bigint PRIMARY KEY REFERENCES contribution ON DELETE CASCADE,
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  address_key text NOT NULL,
  address text NOT NULL,
  language text NOT NULL CHECK (language IN ('fr', 'en', 'br')),
  how text NOT NULL CHECK (how IN ('mail', 'web')),
  message_id text,
  left_out int NOT NULL DEFAULT 0,
  digest bigint REFERENCES proposal_digest ON DELETE SET NULL,
  asked text NOT NULL DEFAULT ''
);
COMMENT ON TABLE proposal IS 'where a contribution came from, so that its author hears what becomes of it';
COMMENT ON COLUMN proposal.contribution IS 'which';
COMMENT ON COLUMN proposal.list IS 'those who look after this list decide';
COMMENT ON COLUMN proposal.address_key IS 'its author, as address.address_key; need not be a subscriber';
COMMENT ON COLUMN proposal.address IS 'the same as they wrote it';
COMMENT ON COLUMN proposal.language IS 'which language they are answered in';
COMMENT ON COLUMN proposal.how IS 'mail: written to LIST-propose@; web: by the form of the site';
COMMENT ON COLUMN proposal.message_id IS 'of the mail it came by, for answers; NULL where there was none';
COMMENT ON COLUMN proposal.left_out IS 'attachments that were not taken';
COMMENT ON COLUMN proposal.digest IS 'the mail that showed it to coordinators; NULL: none yet';
COMMENT ON COLUMN proposal.asked IS 'what its author was asked last';
CREATE INDEX proposal_list ON proposal (list);
CREATE INDEX proposal_digest_of ON proposal (digest);
CREATE INDEX proposal_address ON proposal (address_key);
CREATE INDEX proposal_new ON proposal (list) WHERE digest IS NULL;

CREATE TABLE proposal_letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contribution bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
  what text NOT NULL CHECK (what IN ('confirm', 'received', 'accepted', 'declined', 'asked')),
  text text NOT NULL DEFAULT ''
);
COMMENT ON TABLE proposal_letter IS 'what is to be told to authors of proposals; a row goes when its letter is queued';
COMMENT ON COLUMN proposal_letter.id IS 'our number';
COMMENT ON COLUMN proposal_letter.contribution IS 'about which proposal';
COMMENT ON COLUMN proposal_letter.what IS 'what happened';
COMMENT ON COLUMN proposal_letter.text IS 'the coordinators'' own words to the author, perhaps none';
CREATE INDEX proposal_letter_contribution ON proposal_letter (contribution);

CREATE TABLE contribution_image (
  contribution bigint NOT NULL REFERENCES contribution ON DELETE CASCADE,
  position int NOT NULL,
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{32}$'),
  type text NOT NULL CHECK (type IN ('png', 'jpeg')),
  width int NOT NULL,
  height int NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (contribution, position)
);
COMMENT ON TABLE contribution_image IS 'pictures of a contribution, made anew from what was sent: small, and without anything that said where or with what they were taken';
COMMENT ON COLUMN contribution_image.contribution IS 'which';
COMMENT ON COLUMN contribution_image.position IS 'order';
COMMENT ON COLUMN contribution_image.hash IS 'of the data: its name on the site';
COMMENT ON COLUMN contribution_image.type IS 'png or jpeg';
COMMENT ON COLUMN contribution_image.width IS 'pixels';
COMMENT ON COLUMN contribution_image.height IS 'pixels';
COMMENT ON COLUMN contribution_image.data IS 'the picture';

CREATE FUNCTION proposal_add(p_list bigint, p_key text, p_address text, p_language text, p_how text, p_message_id text, p_left_out int,
                             p_tell boolean, p_kind text, p_title text, p_body text, p_author text, p_knowledge text[], p_source text,
                             p_territories bigint[], p_interests bigint[], OUT contribution bigint, OUT outcome text)
  LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  -- Anybody can type an address into a form; the one a mail comes from is as good as for all else by mail.
  known boolean := p_how = 'mail' AND EXISTS (
    SELECT FROM address a JOIN subscription u ON u.subscriber = a.subscriber WHERE a.address_key = p_key AND u.state = 'confirmed');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(p_title, -115));
  outcome := 'twin';
  IF EXISTS (SELECT FROM contribution c WHERE c.title = p_title AND c.body = p_body) THEN
    RETURN;
  END IF;
  outcome := CASE WHEN known THEN 'proposed' ELSE 'unconfirmed' END;
  INSERT INTO contribution (kind, title, body, author, knowledge, source, language, state)
    VALUES (p_kind, p_title, p_body, p_author, p_knowledge, p_source, p_language, outcome) RETURNING id INTO proposal_add.contribution;
  INSERT INTO contribution_territory (contribution, territory) SELECT DISTINCT proposal_add.contribution, t FROM unnest(p_territories) t;
  INSERT INTO contribution_interest (contribution, interest) SELECT DISTINCT proposal_add.contribution, i FROM unnest(p_interests) i;
  INSERT INTO proposal (contribution, list, address_key, address, language, how, message_id, left_out)
    VALUES (proposal_add.contribution, p_list, p_key, p_address, p_language, p_how, p_message_id, p_left_out);
  IF p_tell THEN
    INSERT INTO proposal_letter (contribution, what) VALUES (proposal_add.contribution, CASE WHEN known THEN 'received' ELSE 'confirm' END);
  END IF;
END
$$;
COMMENT ON FUNCTION proposal_add(bigint, text, text, text, text, text, int, boolean, text, text, text, text, text[], text, bigint[], bigint[]) IS
  'proposes a contribution for somebody: proposed at once for who is on a list and writes by mail, unconfirmed for all others; twin: it is there already, word for word';

CREATE FUNCTION proposal_confirm(p_list bigint, p_contribution bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM proposal p WHERE p.contribution = p_contribution AND p.list = p_list;
  IF NOT FOUND THEN
    RETURN 'gone';
  END IF;
  UPDATE contribution SET state = 'proposed', proposed_at = the_time() WHERE id = p_contribution AND state = 'unconfirmed';
  IF NOT FOUND THEN
    RETURN 'already';
  END IF;
  INSERT INTO proposal_letter (contribution, what) VALUES (p_contribution, 'received');
  RETURN 'confirmed';
END
$$;
COMMENT ON FUNCTION proposal_confirm(bigint, bigint) IS 'the author of a proposal says that it is theirs: confirmed, already, or gone';

CREATE FUNCTION contribution_decide(p_ids bigint[], p_state text, p_only_proposed boolean, p_text text) RETURNS SETOF bigint
  LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  changed bigint[];
BEGIN
  WITH decided AS (
    UPDATE contribution c SET state = p_state, decided_at = the_time()
    WHERE c.id = ANY (p_ids) AND c.state <> p_state AND c.state <> 'unconfirmed' AND (c.state = 'proposed' OR NOT p_only_proposed)
    RETURNING c.id)
  SELECT array_agg(id) INTO changed FROM decided;
  INSERT INTO proposal_letter (contribution, what, text)
    SELECT p.contribution, p_state, p_text FROM proposal p WHERE p.contribution = ANY (changed);
  RETURN QUERY SELECT unnest(changed);
END
$$;
COMMENT ON FUNCTION contribution_decide(bigint[], text, boolean, text) IS
  'accepts or declines, and lets authors of proposals know; which ones were not so already';

CREATE FUNCTION proposal_ask(p_contribution bigint, p_text text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  -- The same question twice is a mail that came twice.
  UPDATE proposal p SET asked = p_text FROM contribution c
    WHERE p.contribution = p_contribution AND c.id = p.contribution AND c.state = 'proposed' AND p.asked <> p_text;
  IF FOUND THEN
    INSERT INTO proposal_letter (contribution, what, text) VALUES (p_contribution, 'asked', p_text);
  END IF;
  RETURN EXISTS (SELECT FROM proposal p JOIN contribution c ON c.id = p.contribution WHERE p.contribution = p_contribution AND c.state = 'proposed');
END
$$;
COMMENT ON FUNCTION proposal_ask(bigint, text) IS 'asks the author of a proposal that waits; whether there is one';

CREATE FUNCTION proposal_digest_begin(p_seconds bigint, OUT digest bigint, OUT list bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('proposal_digest', 0));
  SELECT p.list INTO proposal_digest_begin.list FROM proposal p JOIN contribution c ON c.id = p.contribution AND c.state = 'proposed'
    WHERE p.digest IS NULL AND EXISTS (SELECT FROM list_role r WHERE r.list = p.list)
      AND NOT EXISTS (SELECT FROM proposal_digest d WHERE d.list = p.list AND d.sent_at > the_time() - p_seconds * interval '1 second')
    ORDER BY p.contribution LIMIT 1;
  IF proposal_digest_begin.list IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO proposal_digest (list) VALUES (proposal_digest_begin.list) RETURNING id INTO proposal_digest_begin.digest;
  UPDATE proposal p SET digest = proposal_digest_begin.digest FROM contribution c
    WHERE p.list = proposal_digest_begin.list AND p.digest IS NULL AND c.id = p.contribution AND c.state = 'proposed';
END
$$;
COMMENT ON FUNCTION proposal_digest_begin(bigint) IS
  'the next list whose coordinators are to hear of new proposals, at most once in so many seconds, and the number of the mail; NULL: none';

-- What was published stays, as what they wrote to lists does; what was not goes with them.
CREATE FUNCTION proposal_forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM contribution c USING proposal p, address a
    WHERE a.subscriber = NEW.subscriber AND p.address_key = a.address_key AND c.id = p.contribution AND c.state <> 'accepted'
      AND NOT EXISTS (SELECT FROM edition_piece e WHERE e.contribution = c.id);
  DELETE FROM proposal p USING address a WHERE a.subscriber = NEW.subscriber AND p.address_key = a.address_key;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION proposal_forget() IS 'what an erased person proposed and nobody accepted goes, and from where the rest came';
CREATE TRIGGER consent_event_forget AFTER INSERT ON consent_event FOR EACH ROW
  WHEN (NEW.what = 'erase') EXECUTE FUNCTION proposal_forget();

CREATE VIEW site.contribution_image WITH (security_barrier) AS
  SELECT i.contribution, i.position, i.hash, i.type, i.width, i.height, i.data
  FROM colporteur.contribution_image i JOIN colporteur.contribution c ON c.id = i.contribution WHERE c.state = 'accepted';
COMMENT ON VIEW site.contribution_image IS 'pictures of accepted contributions';
