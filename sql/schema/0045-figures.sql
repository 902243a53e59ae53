-- SPDX-License-Identifier: GPL-3.0-or-later
-- What became of a mailing, by who its readers are; also when the ledger has forgotten them.

SET LOCAL search_path = colporteur, public;

CREATE TABLE mailing_tally (
  mailing bigint NOT NULL REFERENCES mailing ON DELETE CASCADE,
  part text NOT NULL CHECK (part IN ('total', 'departement', 'interest', 'language')),
  key text NOT NULL,
  accepted bigint NOT NULL,
  unsent bigint NOT NULL,
  bounced bigint NOT NULL,
  departed bigint NOT NULL,
  PRIMARY KEY (mailing, part, key)
);
COMMENT ON TABLE mailing_tally IS 'of deliveries that the ledger has deleted: how many, by what their readers were';
COMMENT ON COLUMN mailing_tally.mailing IS 'which mailing';
COMMENT ON COLUMN mailing_tally.part IS 'by what it is counted';
COMMENT ON COLUMN mailing_tally.key IS 'code, slug or language; empty: none of them, or the total';
COMMENT ON COLUMN mailing_tally.accepted IS 'how many a mail server took';
COMMENT ON COLUMN mailing_tally.unsent IS 'how many were still waiting when the mailing was cancelled';
COMMENT ON COLUMN mailing_tally.bounced IS 'how many of those taken came back';
COMMENT ON COLUMN mailing_tally.departed IS 'how many of these readers left the list within a week';

-- A reader of several départements is counted in each, one of several interests under each and under
-- what it is part of. Who was erased has no key left but the total's.
CREATE FUNCTION mailing_count_by(p_mailing bigint, p_part text)
  RETURNS TABLE (key text, accepted bigint, deferred bigint, waiting bigint, refused bigint, unknown bigint, bounced bigint, departed bigint)
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  WITH one AS MATERIALIZED (
    SELECT d.state, d.attempts, s.language, s.places, s.interests,
           d.state = 's' AND EXISTS (
             SELECT FROM bounce b
             WHERE b.subscriber = d.recipient AND b.mailing = d.mailing AND b.raw IS NOT NULL AND b.class IN ('soft', 'hard', 'policy')) AS bounced,
           d.state = 's' AND EXISTS (
             SELECT FROM consent_event c
             WHERE c.subscriber = d.recipient AND c.list = m.list AND c.what = 'unsubscribe' AND c.how !~ '^(command|retention)'
               AND c.at >= m.created_at AND c.at < m.created_at + interval '7 days') AS departed
    FROM mailing m JOIN delivery d ON d.mailing = m.id LEFT JOIN subscriber s ON s.id = d.recipient
    WHERE m.id = p_mailing
  ), keyed AS (
    SELECT '' AS key, one.* FROM one WHERE p_part = 'total'
    UNION ALL
    SELECT coalesce(one.language, ''), one.* FROM one WHERE p_part = 'language'
    UNION ALL
    SELECT coalesce(t.code, ''), one.*
    FROM one LEFT JOIN LATERAL (SELECT t.code FROM territory t WHERE t.kind = 'departement' AND t.id = ANY (one.places)) t ON true
    WHERE p_part = 'departement'
    UNION ALL
    SELECT coalesce(i.slug, ''), one.*
    FROM one
    LEFT JOIN LATERAL (
      SELECT DISTINCT i.slug FROM interest_closure c JOIN interest i ON i.id = c.ancestor WHERE c.descendant = ANY (one.interests)) i ON true
    WHERE p_part = 'interest'
  )
  SELECT k.key,
         count(*) FILTER (WHERE k.state = 's'),
         count(*) FILTER (WHERE k.state = 'q' AND k.attempts > 0),
         count(*) FILTER (WHERE k.state = 'q' AND k.attempts = 0 OR k.state = 'c'),
         count(*) FILTER (WHERE k.state = 'f'),
         count(*) FILTER (WHERE k.state = 'u'),
         count(*) FILTER (WHERE k.bounced),
         count(*) FILTER (WHERE k.departed)
  FROM keyed k GROUP BY k.key
$$;
COMMENT ON FUNCTION mailing_count_by(bigint, text) IS 'what became of the deliveries that the ledger still has, by what their readers are';
