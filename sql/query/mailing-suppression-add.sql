-- mailing-suppression-add(addresses text[], list bigint, reasons text[], notes text[])
-- 0 is every list. Who is on it already keeps the reason they have.
INSERT INTO suppression (address_key, list, reason, note)
SELECT DISTINCT ON (a.address) a.address, NULLIF($2::bigint, 0), a.reason, a.note
FROM unnest($1::text[], $3::text[], $4::text[]) AS a(address, reason, note)
ORDER BY a.address
ON CONFLICT DO NOTHING;
