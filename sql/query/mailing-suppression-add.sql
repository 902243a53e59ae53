-- mailing-suppression-add(addresses text[], lists bigint[], reasons text[], notes text[])
-- List 0 is every list. Who is on it already keeps the reason they have.
INSERT INTO suppression (address_key, list, reason, note)
SELECT DISTINCT ON (a.address, a.list) a.address, NULLIF(a.list, 0), a.reason, a.note
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) AS a(address, list, reason, note)
ORDER BY a.address, a.list
ON CONFLICT DO NOTHING;
