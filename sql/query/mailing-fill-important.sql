-- mailing-fill-important(mailing bigint, list bigint, message bigint)
-- For a post that was marked after it was distributed: those whom it is important to and who did not get it.
INSERT INTO delivery (mailing, recipient)
SELECT $1::bigint, r FROM important_readers($2, $3) r ORDER BY r;
