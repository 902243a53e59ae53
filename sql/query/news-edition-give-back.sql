-- news-edition-give-back(edition bigint, late bool, reason text) -> given bool
-- A draft again, since it could not go at its time. false: others were faster.
SELECT edition_give_back($1, $2, $3);
