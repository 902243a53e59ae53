-- people-territory-former-name-keep()
INSERT INTO territory_former_name (territory, name)
SELECT t.id, t.name FROM incoming AS i (code, kind, official_code, name) JOIN territory t ON t.code = i.code
WHERE t.name <> i.name
ON CONFLICT DO NOTHING;
