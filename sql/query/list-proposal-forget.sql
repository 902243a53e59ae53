-- list-proposal-forget(days int)
DELETE FROM contribution WHERE state = 'unconfirmed' AND proposed_at < the_time() - $1 * interval '1 day';
