-- archive-word-lexemes(words text[]) -> n bigint, place bigint, is_of_english bool, lexeme text
-- n is the place of the word, from 1. The last place of each is that of a mark behind it, which tells
-- how many it has, lexemes or not.
SELECT w.n, p::bigint, l.is_of_english, u.lexeme
FROM unnest($1::text[]) WITH ORDINALITY w(word, n)
CROSS JOIN LATERAL (VALUES (false, to_tsvector('colporteur.french', w.word || ' xx')),
                           (true, to_tsvector('colporteur.english', w.word || ' xx'))) l(is_of_english, vector)
CROSS JOIN LATERAL unnest(l.vector) u CROSS JOIN LATERAL unnest(u.positions) p
ORDER BY w.n, p, l.is_of_english;
