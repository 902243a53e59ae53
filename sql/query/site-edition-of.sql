-- site-edition-of(list text, message_id text) -> number int
SELECT number FROM edition WHERE list_name = $1 AND message_id = $2;
