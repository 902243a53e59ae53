-- people-former-code-load()
INSERT INTO territory_former_code (code, territory)
SELECT i.former, t.id FROM incoming AS i (former, code) JOIN territory t ON t.code = i.code
ON CONFLICT (code) DO UPDATE SET territory = excluded.territory;
