-- list-invite-forget()
-- What waits and is not wanted any more: they came by themselves, or mail to them stopped, or the list did.
DELETE FROM list_invitation i WHERE i.sent_at IS NULL
  AND (EXISTS (SELECT FROM subscription u WHERE u.list = i.list AND u.subscriber = i.subscriber)
    OR EXISTS (SELECT FROM list l WHERE l.id = i.list AND (l.closed_at IS NOT NULL OR l.deleted_at IS NOT NULL))
    OR NOT EXISTS (SELECT FROM subscription u WHERE u.subscriber = i.subscriber AND u.state = 'confirmed')
    OR EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
               WHERE a.subscriber = i.subscriber AND a.is_primary AND (p.list IS NULL OR p.list = i.list)));
