-- news-edition-turn(edition bigint, state text) -> refused text
-- Empty, or the state in which that cannot be.
SELECT edition_turn($1, $2);
