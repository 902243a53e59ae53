-- SPDX-License-Identifier: GPL-3.0-or-later
-- Watching the queue: by whom mail goes to, and counters that the site may show.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION delivery_domain(p_mailing bigint, p_recipient bigint) RETURNS text
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT lower(split_part(coalesce(
    (SELECT n.address FROM notice_recipient n WHERE n.mailing = p_mailing AND n.position = p_recipient),
    (SELECT a.address_key FROM address a, mailing m
     WHERE m.id = p_mailing AND m.kind <> 'notice' AND a.subscriber = p_recipient AND a.is_primary LIMIT 1)), '@', 2))
$$;
COMMENT ON FUNCTION delivery_domain(bigint, bigint) IS 'where a delivery goes: the domain of its address';

CREATE FUNCTION site.metrics() RETURNS TABLE (name text, kind text, help text, label text, value bigint)
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
$$;
COMMENT ON FUNCTION site.metrics() IS 'counters and gauges for Prometheus; numbers alone, nobody''s name';
GRANT EXECUTE ON FUNCTION site.metrics() TO colporteur_site, colporteur_engine;
