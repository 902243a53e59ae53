-- list-print-forget(days int, most int)
DELETE FROM post_print WHERE (list, print) IN (
  SELECT list, print FROM post_print WHERE at < the_time() - $1 * interval '1 day' ORDER BY at LIMIT $2);
