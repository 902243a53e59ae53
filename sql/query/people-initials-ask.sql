-- people-initials-ask(subscriber bigint) -> is_new bool
SELECT author_ask($1, true, 'mail');
