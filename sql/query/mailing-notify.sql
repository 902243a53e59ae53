-- mailing-notify()
-- Heard by the deliver roles when the transaction commits.
SELECT pg_notify('mailing', '');
