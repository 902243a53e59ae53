-- people-interest-load()
INSERT INTO interest AS t (slug, label_fr, label_en, label_br, position)
SELECT i.slug, i.fr, i.en, i.br, i.position::int FROM incoming AS i (slug, parent, fr, en, br, position)
ON CONFLICT (slug) DO UPDATE
  SET label_fr = excluded.label_fr, label_en = excluded.label_en, label_br = excluded.label_br, position = excluded.position
  WHERE (t.label_fr, t.label_en, t.label_br, t.position) IS DISTINCT FROM
        (excluded.label_fr, excluded.label_en, excluded.label_br, excluded.position);
