-- mailing-new-notice(list bigint, content bytea, addresses text[])
WITH new AS (
  INSERT INTO mailing (kind, list, content, total)
  VALUES ('notice', NULLIF($1::bigint, 0), $2::bytea, cardinality($3::text[]))
  RETURNING id
), whom AS (
  INSERT INTO notice_recipient (mailing, position, address)
  SELECT new.id, a.position, a.address
  FROM new, unnest($3::text[]) WITH ORDINALITY AS a(address, position)
  RETURNING mailing, position
)
INSERT INTO delivery (mailing, recipient) SELECT mailing, position FROM whom;
