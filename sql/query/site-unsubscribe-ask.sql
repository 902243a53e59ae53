-- site-unsubscribe-ask(token text) -> list_title text, is_newsletter bool, state text, delivery text, every text, is_paused bool, masked text, can_undo bool
SELECT title, is_newsletter, state, delivery, digest_every, is_paused, coalesce(masked, ''), can_undo FROM unsubscribe_ask($1) WHERE title IS NOT NULL;
