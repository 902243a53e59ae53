-- news-edition-figures(edition bigint, part text) -> key text, label text, readers bigint, accepted bigint, deferred bigint, waiting bigint, refused bigint, unknown bigint, bounced bigint, departed bigint, clicked bigint, replied bigint
-- part: total, departement, interest, language. What the ledger still has, and what it had. Clicks have the
-- département that the link named and the interests that its contribution is about; replies are posts in the
-- thread of the public copy, by who wrote them.
WITH reply AS (
  SELECT p.subscriber, s.language, s.places, s.interests
  FROM edition e
  JOIN post o ON o.list = e.list AND o.message = e.message
  JOIN thread root ON root.id = o.thread
  JOIN thread t ON t.root = root.root
  JOIN post p ON p.thread = t.id AND p.list = e.list AND p.message <> e.message
  LEFT JOIN subscriber s ON s.id = p.subscriber
  WHERE e.id = $1::bigint
), c (key, accepted, deferred, waiting, refused, unknown, bounced, departed, clicked, replied) AS (
  SELECT f.*, 0::bigint, 0::bigint FROM mailing m CROSS JOIN LATERAL mailing_count_by(m.id, $2::text) f WHERE m.edition = $1::bigint
  UNION ALL
  SELECT t.key, t.accepted, 0, t.unsent, 0, 0, t.bounced, t.departed, 0, 0
  FROM mailing m JOIN mailing_tally t ON t.mailing = m.id AND t.part = $2::text WHERE m.edition = $1::bigint
  UNION ALL
  SELECT CASE $2::text WHEN 'departement' THEN k.code ELSE '' END, 0, 0, 0, 0, 0, 0, 0, k.clicks, 0
  FROM edition_click k WHERE k.edition = $1::bigint AND $2::text <> 'interest'
  UNION ALL
  SELECT coalesce(i.slug, ''), 0, 0, 0, 0, 0, 0, 0, k.clicks, 0
  FROM edition_click k
  JOIN edition_link l USING (edition, number)
  LEFT JOIN LATERAL (
    SELECT DISTINCT i.slug FROM contribution_interest ci
    JOIN interest_closure ic ON ic.descendant = ci.interest
    JOIN interest i ON i.id = ic.ancestor
    WHERE ci.contribution = l.contribution) i ON true
  WHERE k.edition = $1::bigint AND $2::text = 'interest'
  UNION ALL
  SELECT CASE $2::text WHEN 'language' THEN coalesce(r.language, '') ELSE '' END, 0, 0, 0, 0, 0, 0, 0, 0, 1
  FROM reply r WHERE $2::text IN ('total', 'language')
  UNION ALL
  SELECT coalesce(t.code, ''), 0, 0, 0, 0, 0, 0, 0, 0, 1
  FROM reply r LEFT JOIN territory t ON t.kind = 'departement' AND t.id = ANY (r.places)
  WHERE $2::text = 'departement'
  UNION ALL
  SELECT coalesce(i.slug, ''), 0, 0, 0, 0, 0, 0, 0, 0, 1
  FROM reply r
  LEFT JOIN LATERAL (
    SELECT DISTINCT i.slug FROM interest_closure ic JOIN interest i ON i.id = ic.ancestor WHERE ic.descendant = ANY (r.interests)) i ON true
  WHERE $2::text = 'interest'
)
SELECT c.key,
       coalesce(CASE $2::text WHEN 'departement' THEN (SELECT t.name FROM territory t WHERE t.kind = 'departement' AND t.code = c.key)
                              WHEN 'interest' THEN (SELECT i.label_fr FROM interest i WHERE i.slug = c.key) END, ''),
       sum(c.accepted + c.deferred + c.waiting + c.refused + c.unknown)::bigint,
       sum(c.accepted)::bigint, sum(c.deferred)::bigint, sum(c.waiting)::bigint, sum(c.refused)::bigint, sum(c.unknown)::bigint,
       sum(c.bounced)::bigint, sum(c.departed)::bigint, sum(c.clicked)::bigint, sum(c.replied)::bigint
FROM c
GROUP BY c.key
ORDER BY c.key = '', 3 DESC, 1;
