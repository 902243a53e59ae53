-- news-edition-figures(edition bigint, part text) -> key text, label text, readers bigint, accepted bigint, deferred bigint, waiting bigint, refused bigint, unknown bigint, bounced bigint, departed bigint
-- part: total, departement, interest, language. What the ledger still has, and what it had.
SELECT c.key,
       coalesce(CASE $2::text WHEN 'departement' THEN (SELECT t.name FROM territory t WHERE t.kind = 'departement' AND t.code = c.key)
                              WHEN 'interest' THEN (SELECT i.label_fr FROM interest i WHERE i.slug = c.key) END, ''),
       sum(c.accepted + c.deferred + c.waiting + c.refused + c.unknown)::bigint,
       sum(c.accepted)::bigint, sum(c.deferred)::bigint, sum(c.waiting)::bigint, sum(c.refused)::bigint, sum(c.unknown)::bigint,
       sum(c.bounced)::bigint, sum(c.departed)::bigint
FROM (
  SELECT f.* FROM mailing m CROSS JOIN LATERAL mailing_count_by(m.id, $2::text) f WHERE m.edition = $1::bigint
  UNION ALL
  SELECT t.key, t.accepted, 0, t.unsent, 0, 0, t.bounced, t.departed
  FROM mailing m JOIN mailing_tally t ON t.mailing = m.id AND t.part = $2::text WHERE m.edition = $1::bigint
) c
GROUP BY c.key
ORDER BY c.key = '', 3 DESC, 1;
