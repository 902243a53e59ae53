-- people-import-consent(subscribers bigint[], how text, at bigint)
-- The proof of those whom an import puts on no list.
INSERT INTO consent_event (subscriber, what, how, at) SELECT s, 'import', $2, at_us($3) FROM unnest($1::bigint[]) s;
