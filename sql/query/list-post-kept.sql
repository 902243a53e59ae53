-- list-post-kept()
-- What is filed in this transaction is kept elsewhere until it commits, on the disk: it need not wait
-- for that again. Were the server lost at that moment it would be filed once more; before any copy of
-- it leaves, somebody commits that they will send it, and then this is on the disk too.
SET LOCAL synchronous_commit = off;
