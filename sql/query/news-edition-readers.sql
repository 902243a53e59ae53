-- news-edition-readers(edition bigint, who audience) -> part text, label text, people bigint
-- Who would get it: all; how many of them find something near them, or about what they follow; by
-- language, then by département; who lives in several is in each. Those who said the same of
-- themselves are counted once and looked at together, as a reader costs more to look at than to count.
WITH alike AS MATERIALIZED (
  SELECT s.language, s.places, s.territories, s.interests, count(*) AS people
  FROM subscription n JOIN subscriber s ON s.id = n.subscriber
  WHERE n.list = (SELECT e.list FROM edition e WHERE e.id = $1) AND n.state = 'confirmed' AND n.delivery <> 'none'
    AND NOT is_paused(n) AND NOT is_on_break(s) AND /*audience*/ true
    AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = n.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
    AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                    WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = n.list))
    AND NOT EXISTS (SELECT FROM delivery d
                    WHERE d.mailing = ANY (ARRAY(SELECT o.id FROM sending g JOIN mailing o ON o.edition = ANY (g.except_editions) WHERE g.edition = $1))
                      AND d.recipient = s.id AND d.state IN ('s', 'c', 'u'))
  GROUP BY 1, 2, 3, 4
)
SELECT 'all', '', coalesce(sum(people), 0)::bigint FROM alike
UNION ALL
SELECT 'near', '', coalesce(sum(people), 0)::bigint FROM alike
WHERE EXISTS (SELECT FROM unnest(territories) t JOIN edition_near n ON n.edition = $1 AND n.territory = t)
UNION ALL
SELECT 'followers', '', coalesce(sum(people), 0)::bigint FROM alike
WHERE EXISTS (SELECT FROM unnest(interests) i JOIN edition_follow f ON f.edition = $1 AND f.interest = i)
UNION ALL
SELECT * FROM (SELECT 'language', language, sum(people)::bigint FROM alike GROUP BY 2 ORDER BY 3 DESC, 2) l
UNION ALL
SELECT * FROM (
  SELECT 'departement', t.name, sum(w.people)::bigint
  FROM alike w, unnest(w.places) p JOIN territory t ON t.id = p AND t.kind = 'departement'
  GROUP BY t.id, t.name ORDER BY 3 DESC, 2 LIMIT 8) d
UNION ALL
SELECT 'elsewhere', '', sum(people)::bigint FROM alike
WHERE NOT places && ARRAY(SELECT id::int FROM territory WHERE kind = 'departement') HAVING sum(people) > 0;
