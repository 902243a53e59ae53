-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who lives in several départements is named by one of them, and who lives in none that is named has
-- links that name none. So neither the readers whom a place is given to nor those who are left over may
-- be few: a single one's clicks would stand alone.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION click_places_fill(p_edition bigint, p_least int) RETURNS void
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  homes text[];    -- départements of some readers, and
  readers bigint[]; -- how many they are
  named text[];
  smallest text;
  fewest bigint;
  left_over bigint;
BEGIN
  SELECT array_agg(h.home), array_agg(h.n) INTO homes, readers
  FROM (
    SELECT coalesce((SELECT string_agg(t.code, ' ' ORDER BY t.code) FROM territory t WHERE t.kind = 'departement' AND t.id = ANY (r.places)), '') AS home,
           sum(r.n)::bigint AS n
    FROM (SELECT s.places, count(DISTINCT d.recipient) AS n
          FROM edition e
          JOIN mailing m ON m.edition = e.id
          JOIN delivery d ON d.mailing = m.id
          JOIN subscriber s ON s.id = d.recipient
          WHERE e.id = p_edition AND e.clicks = 'counted'
          GROUP BY s.places) r
    GROUP BY 1) h;
  named := ARRAY(SELECT DISTINCT c FROM unnest(homes) h, unnest(string_to_array(h, ' ')) c);
  -- Without the smallest, until none is too small: its readers go to another of theirs, or are left over.
  LOOP
    WITH given AS (
      SELECT h.n, (SELECT min(c) FROM unnest(string_to_array(h.home, ' ')) c WHERE c = ANY (named)) AS code
      FROM unnest(homes, readers) h(home, n)
    )
    SELECT p.code, p.n, (SELECT coalesce(sum(g.n), 0) FROM given g WHERE g.code IS NULL)
    INTO smallest, fewest, left_over
    FROM (SELECT c AS code, (SELECT coalesce(sum(g.n), 0) FROM given g WHERE g.code = c) AS n FROM unnest(named) c) p
    ORDER BY p.n, p.code LIMIT 1;
    EXIT WHEN NOT FOUND OR fewest >= p_least AND (left_over = 0 OR left_over >= p_least);
    named := array_remove(named, smallest);
  END LOOP;
  INSERT INTO edition_click_place (edition, code) SELECT p_edition, c FROM unnest(named) c ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION click_places_fill(bigint, int) IS
  'notes which départements are named in the links of at least so many readers of an edition, once its ledger is full';
