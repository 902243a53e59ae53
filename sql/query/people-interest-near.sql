-- people-interest-near(word text) -> slug text, label text
SELECT slug, label_fr FROM interest
WHERE greatest(similarity(replace(slug, '-', ' '), plain($1)), similarity(plain(label_fr), plain($1)),
               similarity(plain(label_en), plain($1)), similarity(plain(label_br), plain($1))) >= 0.2
ORDER BY greatest(similarity(replace(slug, '-', ' '), plain($1)), similarity(plain(label_fr), plain($1)),
                  similarity(plain(label_en), plain($1)), similarity(plain(label_br), plain($1))) DESC, slug
LIMIT 3;
