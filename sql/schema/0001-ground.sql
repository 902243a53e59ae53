-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ground: the three roles, the two namespaces, helpers every other migration uses.

CREATE SCHEMA colporteur;
COMMENT ON SCHEMA colporteur IS 'everything Colporteur keeps; owner and engine only';
CREATE SCHEMA site;
COMMENT ON SCHEMA site IS 'what the public site may read: views and functions without one address';

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

SET LOCAL search_path = colporteur, public;

-- For the owner as a whole: what is granted to everybody by default cannot be taken back schema by schema.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE FUNCTION the_time() RETURNS timestamptz LANGUAGE sql STABLE
  RETURN coalesce(nullif(current_setting('colporteur.time', true), '')::timestamptz, now());
COMMENT ON FUNCTION the_time() IS 'now(), unless a test froze the clock with the setting colporteur.time';

CREATE FUNCTION us(timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (extract(epoch FROM $1) * 1000000)::bigint;
COMMENT ON FUNCTION us(timestamptz) IS 'microseconds since the epoch, the time unit between SQL and C';

CREATE FUNCTION at_us(bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN timestamptz 'epoch' + make_interval(secs => 0) + $1 * interval '1 microsecond';
COMMENT ON FUNCTION at_us(bigint) IS 'the inverse of us()';

-- unaccent() is only STABLE, because its dictionary could change; ours does not.
CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN lower(public.unaccent('public.unaccent'::regdictionary, translate($1, '’‘ʼ-', ''''''' ')));
COMMENT ON FUNCTION plain(text) IS 'a name as people compare it: no case, no accent, hyphen as blank, one apostrophe';

-- French without its accents and elisions; the stemmer gets words without accents, so that a
-- reader who types none finds them all. English words pass through the French stemmer unharmed
-- enough, and are indexed by the English one besides.
CREATE TEXT SEARCH CONFIGURATION colporteur.french (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION colporteur.french
  ALTER MAPPING FOR hword, hword_part, word, asciiword, asciihword, hword_asciipart
  WITH public.unaccent, pg_catalog.french_stem;
COMMENT ON TEXT SEARCH CONFIGURATION colporteur.french IS 'French, accents removed before stemming';
CREATE TEXT SEARCH CONFIGURATION colporteur.english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION colporteur.english
  ALTER MAPPING FOR hword, hword_part, word
  WITH public.unaccent, pg_catalog.english_stem;
COMMENT ON TEXT SEARCH CONFIGURATION colporteur.english IS 'English, accents removed before stemming';

-- An elision (l'énergie, d’aujourd’hui) is one token to the parser: cut it first.
CREATE FUNCTION words(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN regexp_replace(translate($1, '’‘ʼ', ''''''''), '\m([cdjlmnstCDJLMNST]|[qQ]u|[jJ]usqu|[lL]orsqu|[pP]uisqu)''', '\1 ', 'g');
COMMENT ON FUNCTION words(text) IS 'text with typographic apostrophes made plain and French elisions cut';

CREATE FUNCTION search_vector(subject text, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN setweight(to_tsvector('colporteur.french', words(coalesce(subject, ''))), 'A')
      || setweight(to_tsvector('colporteur.english', words(coalesce(subject, ''))), 'A')
      || to_tsvector('colporteur.french', words(left(coalesce(body, ''), 100000)))
      || to_tsvector('colporteur.english', words(left(coalesce(body, ''), 100000)));
COMMENT ON FUNCTION search_vector(text, text) IS 'what the archive is searched by: French and English, subject before body';

CREATE FUNCTION search_query(text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN websearch_to_tsquery('colporteur.french', words($1))
      || websearch_to_tsquery('colporteur.english', words($1));
COMMENT ON FUNCTION search_query(text) IS 'what a reader typed, as French or English';

CREATE TABLE token_key (
  id smallint PRIMARY KEY CHECK (id BETWEEN 1 AND 255),
  key bytea NOT NULL CHECK (octet_length(key) = 32),
  created_at timestamptz NOT NULL DEFAULT the_time(),
  retired_at timestamptz
);
COMMENT ON TABLE token_key IS 'keys that tokens are authenticated with; the youngest signs, all that are not retired verify';
COMMENT ON COLUMN token_key.id IS 'first byte of each token';
COMMENT ON COLUMN token_key.key IS '256 random bits';
COMMENT ON COLUMN token_key.created_at IS 'when it was made: the youngest signs';
COMMENT ON COLUMN token_key.retired_at IS 'from when on its tokens are refused';
-- Four random UUID hold 488 bits from the operating system; SHA-256 makes a key of them.
INSERT INTO token_key (id, key)
  SELECT 1, sha256(string_agg(uuid_send(gen_random_uuid()), '')) FROM generate_series(1, 4);

GRANT USAGE ON SCHEMA colporteur TO colporteur_engine;
ALTER DEFAULT PRIVILEGES IN SCHEMA colporteur GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO colporteur_engine;
ALTER DEFAULT PRIVILEGES IN SCHEMA colporteur GRANT USAGE, SELECT ON SEQUENCES TO colporteur_engine;
ALTER DEFAULT PRIVILEGES IN SCHEMA colporteur GRANT EXECUTE ON FUNCTIONS TO colporteur_engine;
GRANT SELECT ON token_key TO colporteur_engine;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA colporteur TO colporteur_engine;
GRANT USAGE ON SCHEMA site TO colporteur_site, colporteur_engine;
ALTER DEFAULT PRIVILEGES IN SCHEMA site GRANT SELECT ON TABLES TO colporteur_site, colporteur_engine;
