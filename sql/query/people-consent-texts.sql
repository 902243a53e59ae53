-- people-consent-texts(list bigint) -> version int, since bigint, words text
SELECT version, us(since), text FROM consent_text WHERE list = $1 ORDER BY version DESC;
