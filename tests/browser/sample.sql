-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the site's tests read: two public lists and a private one, a thread with every kind of
-- post, an edition. Bodies are as the archive keeps them: decoded, addresses hidden.
SET search_path = colporteur, public;

INSERT INTO list (name, domain, kind, title, description, is_public) VALUES
  ('mobilites', 'lists.example.org', 'discussion', 'Mobilités partagées',
   'Covoiturage, autopartage, vélo : ce que nous essayons, ce que nous mesurons, ce que nous en apprenons.', true),
  ('lettre', 'lists.example.org', 'newsletter', 'La lettre des territoires',
   'Découvertes et initiatives, une fois par mois.', true),
  ('coulisses', 'lists.example.org', 'discussion', 'Coulisses', 'Pour les coordinatrices et coordinateurs.', false);

CREATE FUNCTION pg_temp.mail(p_list text, p_id text, p_refers text[], p_name text, p_subject text, p_date timestamptz,
                             p_body text, p_html text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  new_message bigint;
BEGIN
  INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, from_address, subject, body, html,
                       date, date_reason, refers_to)
  VALUES (p_id, sha256(convert_to(p_id || p_body, 'UTF8')), upper(translate(left(encode(sha256(convert_to(p_id, 'UTF8')), 'hex'), 32), '0189', 'ghij')),
          convert_to('Secret: ' || p_id, 'UTF8'), p_name, lower(p_name) || '@example.net', p_subject, p_body, p_html,
          p_date, 'date', p_refers)
  RETURNING id INTO new_message;
  PERFORM post_insert((SELECT id FROM list WHERE name = p_list), new_message, NULL);
END
$$;

SELECT pg_temp.mail('mobilites', 'velo.1@example.net', '{}', 'Maud', 'Compter les vélos au pont ?', '2026-10-01 07:30+00',
'Bonjour à toutes et à tous,

L’énergie que nous mettons dans nos comptages mérite mieux qu’un tableur. Qui voudrait essayer le comptage à la main, samedi, au pont ? Une heure suffit, à deux.

La page du protocole : https://example.org/protocole-de-comptage-des-velos-et-des-trottinettes-sur-les-ponts?version=2026-09&langue=fr

-- 
Maud
Groupe mobilités, atelier du quai');
SELECT pg_temp.mail('mobilites', 'velo.2@example.net', '{velo.1@example.net}', 'Erwan', 'Re: Compter les vélos au pont ?', '2026-10-01 09:05+00',
'Je viens, avec mon fils.

> L’énergie que nous mettons dans nos comptages mérite mieux
> qu’un tableur. Qui voudrait essayer le comptage à la main,
> samedi, au pont ? Une heure suffit, à deux.
>
> La page du protocole est sur le site.

Faut-il compter aussi les remorques ?');
SELECT pg_temp.mail('mobilites', 'velo.3@example.net', '{velo.1@example.net,velo.2@example.net}', 'Solène', 'Re: Compter les vélos au pont ?', '2026-10-01 10:40+00',
'Oui : une remorque, c’est une voiture de moins.

> Faut-il compter aussi les remorques ?');
SELECT pg_temp.mail('mobilites', 'velo/4+x@example.net', '{velo.1@example.net}', 'Yann', 'Re: Compter les vélos au pont ?', '2026-10-02 18:00+00', '',
'<p>Voici les chiffres de <b>l’an dernier</b>, au même endroit :</p><table><tr><th>Jour</th><th>Vélos</th><th>Trottinettes</th><th>Remorques</th></tr><tr><td>samedi</td><td>412</td><td>87</td><td>19</td></tr></table><p>À comparer.</p>');
SELECT pg_temp.mail('mobilites', 'velo.5@example.net', '{velo.1@example.net,velo.2@example.net,velo.3@example.net}', '', 'Re: Compter les vélos au pont ?', '2026-10-03 08:00+00',
'Unlongmotsansblancquineseplieraitnullepartetquiferaitdéborderlapagesurunpetittéléphonesilafeuilledestylesnelecoupaitpas.

    $ compter --pont nord --heures 8,9,10,11,12,13,14,15,16,17,18,19 --sortie comptage-du-samedi-matin.csv');
SELECT pg_temp.mail('mobilites', 'seul@example.net', '{}', 'Gwenn', '', '2026-09-12 16:20+00', 'Un message sans objet <script>alert(1)</script> & sans réponse.');
SELECT pg_temp.mail('coulisses', 'prive@example.net', '{}', 'Alan', 'Budget confidentiel', '2026-10-05 09:00+00', 'Ce que les coulisses gardent : zirconium.');
SELECT pg_temp.mail('lettre', 'lettre-1@lists.example.org', '{}', 'La lettre des territoires', 'Haies, garages et savoirs', '2026-10-15 06:00+00',
'Chères lectrices, chers lecteurs,

Ce numéro va des haies aux garages.');
SELECT pg_temp.mail('lettre', 'reponse@example.net', '{lettre-1@lists.example.org}', 'Soazig', 'Re: Haies, garages et savoirs', '2026-10-15 12:00+00', 'Merci pour les haies.');
SELECT pg_temp.mail('mobilites', 'fil-' || n || '@example.net', '{}', 'Nolwenn', 'Question numéro ' || n, timestamptz '2026-08-01 08:00+00' - n * interval '1 day',
  'Une question parmi d’autres, au sujet des arrêts de car.') FROM generate_series(1, 60) n;

INSERT INTO territory (code, kind, official_code, name, slug) OVERRIDING USER VALUE
  SELECT code, kind, official_code, name, slug FROM (VALUES
    ('29019', 'commune', '29019', 'Brest', 'brest-29019'), ('56', 'departement', '56', 'Morbihan', 'departement-56'),
    ('29', 'departement', '29', 'Finistère', 'departement-29'))
    AS t(code, kind, official_code, name, slug)
  ON CONFLICT DO NOTHING;
INSERT INTO territory_parent (child, parent)
  SELECT c.id, p.id FROM territory c, territory p WHERE (c.code, p.code) = ('29019', '29') ON CONFLICT DO NOTHING;
INSERT INTO territory_former_code (code, territory) SELECT '29999', id FROM territory WHERE code = '29019';
SELECT territory_closure_rebuild();
INSERT INTO interest (slug, label_fr, label_en, label_br) VALUES ('essai-reparer', 'Réparer', 'Repairing', 'Reizhañ');
SELECT interest_closure_rebuild();

WITH new AS (
  INSERT INTO contribution (kind, title, body, author, knowledge, source, programme, state) VALUES
    ('finding', 'Une haie vaut trois clôtures', E'Sur **douze fermes**, les haies gardent l’eau.\n\n- au printemps ;\n- en été.', 'Soazig', '{scientific,professional}', 'https://example.org/haies', 'Bocages', 'accepted'),
    ('initiative', 'Un ancien garage devient atelier', 'Le samedi, on y répare ce qu’on apporte. [Écrire à l’atelier](mailto:atelier@example.net) ou à alan@example.net.', 'Alan <alan@example.net>', '{citizen}', 'le cahier de l’atelier', '', 'accepted')
  RETURNING id, kind)
, places AS (
  INSERT INTO contribution_territory SELECT new.id, t.id FROM new JOIN territory t ON t.code = CASE new.kind WHEN 'finding' THEN '56' ELSE '29019' END)
, themes AS (
  INSERT INTO contribution_interest SELECT new.id, i.id FROM new, interest i WHERE new.kind = 'initiative' AND i.slug = 'essai-reparer')
, letter AS (
  INSERT INTO edition (list, number, title, preheader, editorial, state, message_id, composed_at, sent_at, message)
  SELECT l.id, 1, 'Haies, garages et savoirs', 'Des haies, un garage et trois savoirs.', E'Chères lectrices, chers lecteurs,\n\nCe numéro va des **haies** aux garages.\n\n![Un banc rouge](le%20banc.png)\n\n![Rien](absent.png)',
         'finished', 'lettre-1@lists.example.org', '2026-10-15 05:00+00', '2026-10-15 06:00+00', m.id
  FROM list l, message m WHERE l.name = 'lettre' AND m.message_id = 'lettre-1@lists.example.org' RETURNING id)
INSERT INTO edition_piece (edition, position, section, part, contribution, html, text)
  SELECT letter.id, row_number() OVER (ORDER BY new.id), 'everybody', 'item', new.id, 'x', 'x' FROM letter, new;
INSERT INTO edition_section (edition, number, reach, heading)
  SELECT id, n, CASE n WHEN 2 THEN 'everybody' ELSE 'near' END, CASE n WHEN 2 THEN 'À lire partout' ELSE '' END FROM edition, unnest(ARRAY[0, 2]) n;
INSERT INTO edition_section_item (edition, section, rank, position)
  SELECT e.id, v.section, 0, v.position FROM edition e, (VALUES (0, 2), (2, 1), (2, 2)) AS v(section, position)
  WHERE (v.section, v.position) <> (2, 2);
INSERT INTO edition_text (edition, language, title, preheader, editorial, headings, public_editorial)
  SELECT id, 'br', 'Girzhier ha karrdioù', 'Girzhier, ur c’harrdi ha tri skiant.', '{{name}}, demat', '{"","","Da lenn e pep lec’h"}', 'Demat d’an holl.' FROM edition;
INSERT INTO edition_text (edition, language, title, editorial) SELECT id, 'en', 'Never composed', '{{name}}' FROM edition;
INSERT INTO edition_image (edition, name, hash, type, width, height, data)
  SELECT id, 'le banc.png', repeat('0a1b2c3d', 4), 'png', 2, 1,
    decode('89504e470d0a1a0a0000000d49484452000000020000000108020000007b40e8dd0000000d49444154789c6338a0a00044000847020156b7d0df0000000049454e44ae426082', 'hex') FROM edition;

INSERT INTO contribution (kind, title, body) VALUES ('finding', 'Une idée qui attend', 'Personne ne l’a encore lue.');

INSERT INTO subscriber (name) VALUES ('Enora');
INSERT INTO address (address, address_key, subscriber) SELECT 'enora@example.net', 'enora@example.net', max(id) FROM subscriber;
INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM list l, (SELECT max(id) AS id FROM subscriber) s WHERE l.name IN ('lettre', 'coulisses');
ANALYZE;
