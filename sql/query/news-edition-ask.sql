-- news-edition-ask(edition bigint) -> asked bool
-- Those who look after its list are to read it as it is composed. false: it is not, or went.
SELECT edition_ready($1);
