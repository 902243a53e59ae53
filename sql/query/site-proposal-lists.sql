-- site-proposal-lists() -> name text, title text
SELECT name, title FROM proposal_lists();
