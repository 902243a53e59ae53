-- mailing-feedback-mailing(list bigint, subscriber bigint) -> mailing bigint
-- The last mailing of a list that somebody got, or its last one where deliveries were folded.
SELECT m.id
FROM (SELECT id FROM mailing WHERE list = $1 AND kind IN ('edition', 'post') ORDER BY id DESC LIMIT 50) m
ORDER BY EXISTS (SELECT FROM delivery d WHERE d.mailing = m.id AND d.recipient = $2) DESC, m.id DESC
LIMIT 1;
