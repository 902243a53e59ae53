-- list-proposal-confirm(list bigint, contribution bigint) -> outcome text
SELECT proposal_confirm($1, $2);
