-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may write to a list, and what becomes of a post: rules, bans, what is decided of one member.

SET LOCAL search_path = colporteur, public;

ALTER TABLE list ADD COLUMN policy text NOT NULL DEFAULT '' CHECK (length(policy) <= 20000);
COMMENT ON COLUMN list.policy IS 'rules of its own, one a line, as colporteur-policy(7) has them; the policy called as its kind decides where they do not';

ALTER TABLE subscription ADD COLUMN posting text NOT NULL DEFAULT 'rules'
  CHECK (posting IN ('rules', 'trusted', 'watched', 'muted'));
COMMENT ON COLUMN subscription.posting IS 'what moderators decided of this member: as the rules say, or one whom rules may name as trusted, watched, muted';

CREATE TABLE ban (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  list bigint REFERENCES list ON DELETE CASCADE,
  pattern text NOT NULL CHECK (pattern ~ '^[^[:cntrl:] ]*@[^[:cntrl:] @]+$' AND pattern = lower(pattern)),
  reason text NOT NULL DEFAULT '',
  at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE ban IS 'whom nothing is taken from';
COMMENT ON COLUMN ban.id IS 'our number';
COMMENT ON COLUMN ban.list IS 'by which list; NULL: by all of them';
COMMENT ON COLUMN ban.pattern IS 'an address as it is compared, @domain for all of a domain, @.domain for all beneath it too';
COMMENT ON COLUMN ban.reason IS 'why, for those who look after the list';
COMMENT ON COLUMN ban.at IS 'since when';
CREATE UNIQUE INDEX ban_pattern ON ban (pattern, coalesce(list, 0));

CREATE TRIGGER ban_audit AFTER INSERT OR UPDATE OR DELETE ON ban FOR EACH ROW
  WHEN (coalesce(current_setting('colporteur.actor', true), '') <> '') EXECUTE FUNCTION audit_note();

-- An erased person's address stays nowhere, and a ban holds it in clear.
CREATE FUNCTION ban_forget() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
BEGIN
  DELETE FROM ban WHERE tombstone_hash(pattern) = NEW.address_hash;
  PERFORM set_config('colporteur.erasing', 'yes', true);
  DELETE FROM audit WHERE object = 'ban' AND tombstone_hash(coalesce(before, after) ->> 'pattern') = NEW.address_hash;
  PERFORM set_config('colporteur.erasing', '', true);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION ban_forget() IS 'takes away the bans of an address that is erased, and what the audit log has of them';
CREATE TRIGGER tombstone_ban AFTER INSERT OR UPDATE ON tombstone FOR EACH ROW EXECUTE FUNCTION ban_forget();

CREATE TABLE post_print (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  print bytea NOT NULL CHECK (octet_length(print) = 32),
  at timestamptz NOT NULL DEFAULT the_time(),
  PRIMARY KEY (list, print)
);
COMMENT ON TABLE post_print IS 'what was posted lately, to know it again when it comes a second way under another Message-ID';
COMMENT ON COLUMN post_print.list IS 'where';
COMMENT ON COLUMN post_print.print IS 'SHA-256 of author, date, subject and body';
COMMENT ON COLUMN post_print.at IS 'when';
CREATE INDEX post_print_at ON post_print (at);

CREATE INDEX post_subscriber ON post (subscriber, list);
COMMENT ON INDEX post_subscriber IS 'the posts of one member on one list: how many there are is asked at each';
