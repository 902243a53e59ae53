-- list-trouble-next() -> trouble bigint, list bigint, fault text, subject text, words text, hint text, times int, found bigint, seen bigint
SELECT id, coalesce(list, 0), fault, subject, words, hint, times, us(found_at), us(seen_at) FROM trouble_next();
