-- people-postal-code-load()
INSERT INTO territory_postal_code (postal_code, territory)
SELECT i.postal, t.id FROM incoming AS i (postal, code) JOIN territory t ON t.code = i.code;
