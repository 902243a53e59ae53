-- people-import-suppress(address_keys text[])
-- Whom another system had stopped writing to, because mail came back or was not wanted.
INSERT INTO suppression (address_key, reason) SELECT k, 'import' FROM unnest($1::text[]) k ON CONFLICT DO NOTHING;
