-- people-import-consent(subscribers bigint[], list bigint, what text, how text, at bigint)
-- The proof of what is new; list 0: they are put on none.
INSERT INTO consent_event (subscriber, list, what, how, at)
SELECT s, nullif($2, 0), $3, $4, t.at FROM unnest($1::bigint[]) s, (SELECT at_us($5) AS at OFFSET 0) t;
