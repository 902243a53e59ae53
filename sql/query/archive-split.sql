-- archive-split(message_id text, reason text) -> done bool
SELECT thread_split($1, $2);
