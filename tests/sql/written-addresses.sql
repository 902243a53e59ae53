-- SPDX-License-Identifier: GPL-3.0-or-later
-- Addresses that people wrote into texts are hidden in the database as the pages hide them: the same
-- pairs as tests/unit/archive-hide.c.
BEGIN;
SELECT plan(3);
CREATE TEMPORARY TABLE pair (written text, shown text);
INSERT INTO pair VALUES
  ('Écris à agnes@example.org.', 'Écris à a…@….'),
  ('agnes.martin+tri@lettres.example.org', 'a…@…'),
  ('<agnes@example.org>, <paul@example.net>', '<a…@…>, <p…@…>'),
  ('l''adresse d''agnes@example.org', 'l''adresse d''a…@…'),
  ('é.zoé@exemplé.org', 'é…@…'),
  ('mailto:agnes@example.org?subject=a', 'mailto:a…@…?subject=a'),
  ('...agnes@example.org...', '...a…@…...'),
  ('agnes@[192.0.2.1]', 'a…@…'),
  ('"agnes m"@example.org', '"agnes m"…@…'),
  ('a@b@c.org', 'a@b…@…'),
  ('a@b.org@c.org', 'a…@…@c.org'),
  ('agnes%40example.org', 'a…@…'),
  ('@agnes au marché', '@agnes au marché'),
  ('10 kg @ 3 euros', '10 kg @ 3 euros'),
  ('agnes@localhost', 'agnes@localhost'),
  ('agnes@example.', 'agnes@example.'),
  ('', ''),
  ('https://example.org/@agnes et la suite', 'https://example.org/@agnes et la suite'),
  ('https://example.org/@agnes@example.net', 'https://example.org/@agnes@example.net'),
  ('<https://example.org/liste/20021.a@example.net/>', '<https://example.org/liste/20021.a@example.net/>'),
  ('https://example.org/fin?m=agnes@example.org&x', 'https://example.org/fin?m=a…@…&x'),
  ('https://example.org/,agnes@example.org', 'https://example.org/,a…@…'),
  ('https://agnes@example.org/', 'https://a…@…/'),
  ('https://example.org agnes@example.org', 'https://example.org a…@…'),
  ('<a href="https://example.org/@a">agnes@example.org</a>', '<a href="https://example.org/@a">a…@…</a>');
SELECT results_eq('SELECT written, site.without_addresses(written) FROM pair', 'SELECT * FROM pair', 'each is shown as it should be');
SELECT is_empty('SELECT * FROM pair WHERE site.without_addresses(shown) <> shown', 'twice changes nothing');
SELECT ok((SELECT length(site.without_addresses(repeat('a@', 100000)) || site.without_addresses(repeat('a', 100000) || '@')
  || site.without_addresses(repeat('http://a.b/c@d ', 10000))) > 0), 'long texts end');
SELECT * FROM finish();
ROLLBACK;
