-- people-territory-retire(vintage text)
-- The community's own territories are not the vintage's to take away.
UPDATE territory t SET retired_in = $1
WHERE t.kind <> 'own' AND t.retired_in IS NULL AND NOT EXISTS (SELECT FROM incoming AS i (code) WHERE i.code = t.code);
