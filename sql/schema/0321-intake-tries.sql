-- SPDX-License-Identifier: GPL-3.0-or-later
-- A mail that cannot be filed, or that ends whoever files it, is set aside in the end, where a person
-- finds it. What was there when a process began, or when it lost the server, is counted before it is
-- begun, in a transaction of its own: else the mail that ends the process would be its first again.

SET LOCAL search_path = colporteur, public;

ALTER TABLE intake ADD COLUMN begun int NOT NULL DEFAULT 0, ADD COLUMN set_aside_at timestamptz;
COMMENT ON COLUMN intake.tries IS 'how often it was tried and could not be filed';
COMMENT ON COLUMN intake.begun IS 'how often filing it was begun and never ended, since it last was tried to the end';
COMMENT ON COLUMN intake.set_aside_at IS 'when it was given up, until a person says otherwise; NULL: it waits';

DROP FUNCTION intake_claim();

CREATE FUNCTION intake_claim(p_id bigint) RETURNS SETOF intake LANGUAGE plpgsql VOLATILE ROWS 1
  SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_sort = off AS $$
BEGIN
-- What was not tried yet does not wait for a clock that was set back. None whose list or author is
-- being deleted, which would wait for it while it waits for them.
  RETURN QUERY SELECT * FROM intake i
  WHERE i.id >= p_id AND (p_id = 0 OR i.id = p_id) AND i.set_aside_at IS NULL
    AND (p_id <> 0 OR i.tries + i.begun = 0 OR i.next_try <= the_time())
    AND EXISTS (SELECT FROM list l WHERE l.id = i.list FOR KEY SHARE SKIP LOCKED)
    AND (i.subscriber IS NULL OR EXISTS (SELECT FROM subscriber s WHERE s.id = i.subscriber FOR KEY SHARE SKIP LOCKED))
  ORDER BY i.id LIMIT 1 FOR UPDATE SKIP LOCKED;
END
$$;
COMMENT ON FUNCTION intake_claim(bigint) IS
  'the first mail that waits to be filed and that nobody else is filing, or that one; until the transaction ends';
GRANT EXECUTE ON FUNCTION intake_claim(bigint) TO colporteur_engine;

CREATE FUNCTION intake_pause(p_tries int) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
  SELECT least(10 * power(2, least(greatest(p_tries, 1) - 1, 9)), 3600) * interval '1 second'
$$;
COMMENT ON FUNCTION intake_pause(int) IS 'how long a mail that was not filed waits for its next try: twice as long each time, up to an hour';

CREATE FUNCTION intake_begin() RETURNS TABLE (mail bigint, aside boolean) LANGUAGE plpgsql VOLATILE ROWS 1
  SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_sort = off AS $$
DECLARE
  found_id bigint;
BEGIN
  SELECT i.id INTO found_id FROM intake_claim(0) i;
  RETURN QUERY UPDATE intake i SET
    begun = i.begun + (i.begun < 3)::int,
    set_aside_at = CASE WHEN i.begun >= 3 THEN the_time() END,
    fault = CASE WHEN i.begun > 0 OR i.fault IS NULL THEN 'the process or the server ended while it was filed' ELSE i.fault END,
    next_try = the_time() + intake_pause(i.tries + i.begun + 1)
  WHERE i.id = found_id RETURNING i.id, i.set_aside_at IS NOT NULL;
END
$$;
COMMENT ON FUNCTION intake_begin() IS
  'as intake_claim(0), and count it as begun; or set it aside, where it was begun three times and never ended';
GRANT EXECUTE ON FUNCTION intake_begin() TO colporteur_engine;

CREATE FUNCTION intake_fault(p_id bigint, p_fault text, p_passing boolean) RETURNS boolean LANGUAGE sql VOLATILE
  SET search_path = colporteur, pg_temp SET enable_seqscan = off AS $$
  UPDATE intake SET fault = p_fault, tries = tries + 1, begun = 0, next_try = the_time() + intake_pause(tries + 1),
    set_aside_at = CASE WHEN tries >= 9 AND NOT p_passing THEN the_time() END
  WHERE id = p_id RETURNING set_aside_at IS NOT NULL
$$;
COMMENT ON FUNCTION intake_fault(bigint, text, boolean) IS
  'say why a mail could not be filed; after ten times it is set aside (true), unless the reason is one that passes';
GRANT EXECUTE ON FUNCTION intake_fault(bigint, text, boolean) TO colporteur_engine;

CREATE FUNCTION intake_done(p_id bigint) RETURNS void LANGUAGE plpgsql VOLATILE
  SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  DELETE FROM intake WHERE id = p_id;
END
$$;
COMMENT ON FUNCTION intake_done(bigint) IS 'it was filed in this transaction';
GRANT EXECUTE ON FUNCTION intake_done(bigint) TO colporteur_engine;

CREATE INDEX intake_set_aside ON intake (list) WHERE set_aside_at IS NOT NULL;

CREATE OR REPLACE FUNCTION site.metrics() RETURNS TABLE (name text, kind text, help text, label text, value bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT 'colporteur_deliveries_total', 'counter', 'Deliveries by what became of them.',
         format('outcome="%s"', o.outcome), o.n
  FROM (SELECT sum(sent) AS sent, sum(put_off) AS put_off, sum(failed) AS failed, sum(unknown) AS unknown FROM worker) w,
       LATERAL (VALUES ('sent', w.sent::bigint), ('put_off', w.put_off::bigint),
                       ('failed', w.failed::bigint), ('unknown', w.unknown::bigint)) o(outcome, n)
  UNION ALL
  SELECT 'colporteur_queue', 'gauge', 'Deliveries of running mailings that are not settled.', format('state="%s"', q.state), q.n
  FROM (VALUES ('queued', (SELECT count(*) FROM mailing m JOIN delivery d ON d.mailing = m.id AND d.state = 'q' WHERE m.state = 'running')),
               ('claimed', (SELECT count(*) FROM mailing m JOIN delivery d ON d.mailing = m.id AND d.state = 'c' WHERE m.state = 'running'))) q(state, n)
  UNION ALL
  SELECT 'colporteur_mailings', 'gauge', 'Mailings that are not finished.', format('state="%s"', s.state),
         (SELECT count(*) FROM mailing m WHERE m.state = s.state)
  FROM (VALUES ('running'), ('paused')) s(state)
  UNION ALL
  SELECT 'colporteur_workers', 'gauge', 'Processes that deliver and were seen in the last two minutes.', '',
         (SELECT count(*) FROM worker WHERE id <> 0 AND ended_at IS NULL AND seen_at > the_time() - interval '2 minutes')
  UNION ALL
  SELECT 'colporteur_intake', 'gauge', 'Mails that were accepted and wait to be filed.', format('state="%s"', s.state), s.n
  FROM (SELECT count(*) FILTER (WHERE fault IS NULL) AS waiting, count(*) FILTER (WHERE fault IS NOT NULL AND set_aside_at IS NULL) AS failing,
          count(*) FILTER (WHERE set_aside_at IS NOT NULL) AS set_aside FROM intake) i,
       LATERAL (VALUES ('waiting', i.waiting), ('failing', i.failing), ('set_aside', i.set_aside)) s(state, n)
  UNION ALL
  SELECT 'colporteur_intake_oldest_seconds', 'gauge', 'For how long the oldest of them that is not set aside has waited.', '',
         coalesce((SELECT extract(epoch FROM the_time() - min(received_at))::bigint FROM intake WHERE set_aside_at IS NULL), 0)
$$;
