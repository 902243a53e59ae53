-- mailing-new-probe(list bigint, subscriber bigint, content bytea)
-- The state moves with the mailing: a probe that is on its way is never sent twice.
WITH new AS (
  INSERT INTO mailing (kind, list, content, total) VALUES ('probe', $1::bigint, $3::bytea, 1) RETURNING id
), moved AS (
  UPDATE bounce_score s
  SET probe = new.id, changed_at = the_time(),
      told_at = CASE WHEN s.state = 'suspended' THEN the_time() END,
      state = CASE WHEN s.state = 'suspended' THEN 'trying' ELSE 'probing' END
  FROM new WHERE s.list = $1 AND s.subscriber = $2 AND s.state IN ('due', 'suspended')
)
INSERT INTO delivery (mailing, recipient) SELECT id, $2::bigint FROM new;
