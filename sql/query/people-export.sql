-- people-export(who audience, after text, most bigint) -> address_key text, address text, others text, name text, language text, knowledge text, territories text, interests text, programmes text, lists text, notes text
-- People in the order of their keys, behind one of them, in the words that an import takes. The code
-- of a commune is marked as one, since it may be a postal code too.
SELECT a.address_key::text, a.address,
  coalesce((SELECT string_agg(o.address, ';' ORDER BY o.address_key) FROM address o WHERE o.subscriber = s.id AND NOT o.is_primary), ''),
  coalesce(s.name, ''), s.language, array_to_string(s.knowledge, ';'),
  coalesce((SELECT string_agg(CASE t.kind WHEN 'commune' THEN 'insee:' ELSE '' END || t.code, ';' ORDER BY t.code COLLATE "C") FROM territory t WHERE t.id = ANY (s.territories)), ''),
  coalesce((SELECT string_agg(i.slug, ';' ORDER BY i.slug COLLATE "C") FROM interest i WHERE i.id = ANY (s.interests)), ''),
  coalesce((SELECT string_agg(p.slug, ';' ORDER BY p.slug COLLATE "C") FROM programme p WHERE p.id = ANY (s.programmes)), ''),
  coalesce((SELECT string_agg(l.name || CASE su.state WHEN 'confirmed' THEN '' ELSE ':' || su.state END || CASE WHEN (su.delivery, su.digest_every, su.digest_form, coalesce(su.digest_posts, 0)) = ('each', 'daily', 'mime', 0) THEN '' ELSE ':' || su.delivery END
      || CASE su.digest_every WHEN 'daily' THEN '' ELSE ':' || su.digest_every END || CASE su.digest_form WHEN 'mime' THEN '' ELSE ':' || su.digest_form END || coalesce(':' || su.digest_posts, '')
      || coalesce((SELECT ':+' || string_agg(i.slug, '+' ORDER BY i.slug COLLATE "C") FROM subscription_topic x JOIN interest i ON i.id = x.interest
                   WHERE x.list = su.list AND x.subscriber = su.subscriber), ''), ';' ORDER BY l.name COLLATE "C")
    FROM subscription su JOIN list l ON l.id = su.list WHERE su.subscriber = s.id), ''),
  coalesce(s.notes, '')
FROM subscriber s JOIN address a ON a.subscriber = s.id AND a.is_primary
WHERE a.address_key > $1 AND /*audience*/ true
ORDER BY a.address_key
LIMIT $2;
