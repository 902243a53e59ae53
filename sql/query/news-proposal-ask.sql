-- news-proposal-ask(contribution bigint, text text) -> asked bool
SELECT proposal_ask($1, $2);
