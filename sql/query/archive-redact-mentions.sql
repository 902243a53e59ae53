-- archive-redact-mentions(subscriber bigint, name text)
-- Where they wrote, others answered them by name.
UPDATE message m SET subject = replace(subject, $2, '…'), body = replace(body, $2, '…'), html = replace(html, $2, '…')
WHERE (position($2 IN subject) > 0 OR position($2 IN body) > 0 OR position($2 IN html) > 0)
  AND id IN (SELECT o.message FROM post p JOIN post o ON o.thread = p.thread WHERE p.subscriber = $1);
