-- SPDX-License-Identifier: GPL-3.0-or-later
-- A list opened to an audience: who matches is invited, once for ever, and confirms.

SET LOCAL search_path = colporteur, public;

CREATE TABLE list_audience (
  list bigint PRIMARY KEY REFERENCES list ON DELETE CASCADE,
  expression text NOT NULL CHECK (expression <> ''),
  opened_at timestamptz NOT NULL DEFAULT the_time(),
  looked_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE list_audience IS 'lists that stay open to an audience: who comes to match it is invited too';
COMMENT ON COLUMN list_audience.list IS 'which list';
COMMENT ON COLUMN list_audience.expression IS 'whom, as colporteur-audience(7) has it';
COMMENT ON COLUMN list_audience.opened_at IS 'since when';
COMMENT ON COLUMN list_audience.looked_at IS 'when newcomers were last looked for';
GRANT SELECT, INSERT, UPDATE, DELETE ON list_audience TO colporteur_engine;
CREATE TRIGGER list_audience_audit AFTER INSERT OR UPDATE OF expression OR DELETE ON list_audience FOR EACH ROW
  WHEN (coalesce(current_setting('colporteur.actor', true), '') <> '') EXECUTE FUNCTION audit_note();

CREATE TABLE list_invitation (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  subscriber bigint NOT NULL REFERENCES subscriber ON DELETE CASCADE,
  invited_at timestamptz NOT NULL DEFAULT the_time(),
  sent_at timestamptz,
  PRIMARY KEY (list, subscriber)
);
COMMENT ON TABLE list_invitation IS 'who was invited to a list; a row is kept whatever they did, so that nobody is invited twice';
COMMENT ON COLUMN list_invitation.list IS 'to which list';
COMMENT ON COLUMN list_invitation.subscriber IS 'who';
COMMENT ON COLUMN list_invitation.invited_at IS 'when it was decided';
COMMENT ON COLUMN list_invitation.sent_at IS 'when the letter was written; NULL: it waits';
CREATE INDEX list_invitation_waiting ON list_invitation (invited_at) WHERE sent_at IS NULL;
CREATE INDEX list_invitation_subscriber ON list_invitation (subscriber, sent_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON list_invitation TO colporteur_engine;
GRANT SELECT, INSERT (list, subscriber) ON list_invitation TO colporteur_coordinator;
ALTER TABLE list_invitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON list_invitation TO colporteur_engine USING (true) WITH CHECK (true);
COMMENT ON POLICY engine ON list_invitation IS 'commands of the administrator and roles that handle mail';
CREATE POLICY coordinator ON list_invitation TO colporteur_coordinator
  USING (EXISTS (SELECT FROM subscriber s WHERE s.id = list_invitation.subscriber)
     AND ((SELECT my_lists()) IS NULL OR list = ANY ((SELECT my_lists())::bigint[])));
COMMENT ON POLICY coordinator ON list_invitation IS 'of their people, to their lists';

-- Two records that become one were invited if one of them was.
CREATE FUNCTION invitation_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  INSERT INTO list_invitation (list, subscriber, invited_at, sent_at)
    SELECT list, NEW.kept, invited_at, sent_at FROM list_invitation WHERE subscriber = NEW.gone
    ON CONFLICT (list, subscriber) DO UPDATE SET sent_at = coalesce(list_invitation.sent_at, EXCLUDED.sent_at);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION invitation_follow() IS 'keeps who was invited when two records become one';
CREATE TRIGGER invitation_follow AFTER INSERT ON subscriber_merged FOR EACH ROW EXECUTE FUNCTION invitation_follow();

CREATE FUNCTION may_be_invited(p_list bigint, s subscriber) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM subscription u WHERE u.subscriber = s.id AND u.state = 'confirmed')
    AND NOT EXISTS (SELECT FROM subscription u WHERE u.subscriber = s.id AND u.list = p_list)
    AND NOT EXISTS (SELECT FROM list_invitation i WHERE i.list = p_list AND i.subscriber = s.id)
    AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
    AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                    WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = p_list))
    AND NOT is_on_break(s)
$$;
COMMENT ON FUNCTION may_be_invited(bigint, subscriber) IS
  'whether somebody is on some list, never was on this one nor invited to it, and mail reaches them and is wanted today';

CREATE FUNCTION audit_invited(p_list bigint, p_expression text, p_people bigint) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  INSERT INTO audit (actor, what, object, name, after)
    SELECT coalesce(nullif(current_setting('colporteur.actor', true), ''), 'nobody'), 'add', 'invitation', l.name,
           jsonb_build_object('audience', p_expression, 'people', p_people)
    FROM list l WHERE l.id = p_list
$$;
COMMENT ON FUNCTION audit_invited(bigint, text, bigint) IS 'one line of the audit log about an audience that was invited to a list';
REVOKE EXECUTE ON FUNCTION audit_invited(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION may_be_invited(bigint, subscriber), audit_invited(bigint, text, bigint) TO colporteur_engine, colporteur_coordinator;
