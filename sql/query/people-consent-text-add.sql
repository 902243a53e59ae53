-- people-consent-text-add(list bigint, words text) -> version int
INSERT INTO consent_text (list, version, text)
SELECT $1, coalesce(max(version), 0) + 1, $2 FROM consent_text WHERE list = $1 RETURNING version;
