-- news-edition-readers(edition bigint, who audience) -> total bigint, near bigint, followers bigint
-- Who would get it, and how many of them find something near them or about what they follow.
SELECT count(*),
       count(*) FILTER (WHERE EXISTS (
         SELECT FROM subscriber_territory st JOIN edition_near n ON n.edition = $1 AND n.territory = st.territory
         WHERE st.subscriber = s.id)),
       count(*) FILTER (WHERE EXISTS (
         SELECT FROM subscriber_interest si JOIN edition_follow f ON f.edition = $1 AND f.interest = si.interest
         WHERE si.subscriber = s.id))
FROM edition e
JOIN subscription n ON n.list = e.list AND n.state = 'confirmed' AND n.delivery <> 'none' AND NOT is_paused(n)
JOIN subscriber s ON s.id = n.subscriber
WHERE e.id = $1 AND NOT is_on_break(s) AND /*audience*/ true
  AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = n.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
  AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                  WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = n.list))
  AND NOT EXISTS (SELECT FROM sending g JOIN mailing o ON o.edition = ANY (g.except_editions)
                  JOIN delivery d ON d.mailing = o.id AND d.recipient = s.id AND d.state IN ('s', 'c', 'u')
                  WHERE g.edition = e.id);
