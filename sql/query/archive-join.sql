-- archive-join(message_id text, other text, reason text) -> done bool
SELECT thread_unite($1, $2, $3);
