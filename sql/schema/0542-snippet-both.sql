-- SPDX-License-Identifier: GPL-3.0-or-later
-- A search for "energie linux" showed "energy" unmarked: what was marked as French was not looked at as
-- English any more. What still looks like one of the words is.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION search_english(q tsquery) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- "de" and "la" are words to the English dictionary.
BEGIN
  RETURN (SELECT string_agg(w[1], ' | ')::tsquery FROM regexp_matches(querytree(q), '(''([^'']{2,})'')', 'g') w
    WHERE ts_lexize('pg_catalog.french_stem', w[2]) <> '{}');
END
$$;
COMMENT ON FUNCTION search_english(tsquery) IS 'any of the words of a query, but what is a word of no meaning in French; NULL without any';
REVOKE EXECUTE ON FUNCTION search_english(tsquery) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_english(tsquery) TO colporteur_engine;

CREATE OR REPLACE FUNCTION search_snippet(body text, q tsquery, pattern text, phrase text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- Each word that is looked at costs: those near the first that looks right, as French, then as English
-- ("energie" finds "energy"), where something is left that looks so, and those of the beginning where
-- it only looked so. A text that was found by its subject or author is shown as it begins. A phrase is
-- looked for before its words.
DECLARE
  options CONSTANT text := E'StartSel="\x01", StopSel="\x02", MinWords=15, MaxWords=35, ShortWord=2, MaxFragments=2, FragmentDelimiter=" … "';
  near text := coalesce(colporteur.search_window(body, phrase), colporteur.search_window(body, pattern));
  snippet text;
BEGIN
  IF near IS NULL THEN
    RETURN substring(left(colporteur.search_prose(left(body, 500)), 250) FROM '^(?:\S+ ){0,23}\S*');
  END IF;
  near := colporteur.search_prose(near);
  snippet := ts_headline('colporteur.french', near, q, options);
  IF strpos(snippet, E'\x01') = 0 THEN
    snippet := ts_headline('colporteur.english', near, q, options);
  ELSIF regexp_replace(snippet, E'\x01[^\x02]*\x02', ' ', 'g') ~ pattern AND colporteur.search_english(q) IS NOT NULL THEN
    snippet := regexp_replace(ts_headline('colporteur.english', snippet, colporteur.search_english(q), E'StartSel="\x01", StopSel="\x02", HighlightAll=true'),
                              E'([\x01\x02])\\1', '\1', 'g');
  END IF;
  IF strpos(snippet, E'\x01') = 0 AND length(body) > 500 THEN
    snippet := ts_headline('colporteur.french', colporteur.search_prose(left(body, 4000)), q, options);
  END IF;
  RETURN snippet;
END
$$;
