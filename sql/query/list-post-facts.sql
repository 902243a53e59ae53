-- list-post-facts(lists bigint[], address_keys text[], message_ids text[], prints bytea[], patterns text[], pattern_of int[], refers_to text[], refers_of int[], most_posts int) -> subscriber bigint, state text, posting text, posts bigint, is_owner bool, is_moderator bool, banned bool, same bool, repeated bool, is_reply bool
-- One row a mail, in their order, whoever wrote it: subscriber 0 for nobody known. Not on the list: state
-- 'none', unless its posts reach them through another on which they are, and the list lets those write
-- (0177): then as its members, muted or watched where they are it there. Posts are counted to
-- most_posts only. banned: one of the mail's patterns is, by this list or all of them. same: the list has its
-- Message-ID. repeated: or its print, which is NULL where nothing tells it from another. What waits to be
-- filed (0242) is on the list. pattern_of, refers_of: the number of the mail, from 1.
SELECT * FROM post_facts($1, $2, $3, $4, $5, $6, $7, $8, $9);
