-- store-transaction-fate(number bigint) -> fate text
SELECT pg_xact_status($1::text::xid8);
