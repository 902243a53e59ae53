-- people-territory-codes(codes text[]) -> n bigint, id bigint
-- What each of the codes is today, in the order of the codes; a code that is none is left out.
SELECT u.n, t.id FROM unnest($1::text[]) WITH ORDINALITY u (code, n) JOIN territory t ON t.code = u.code ORDER BY u.n;
