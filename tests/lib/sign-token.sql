-- SPDX-License-Identifier: GPL-3.0-or-later
-- sign-token.sql - for pgTAP: pg_temp.token() makes what base/token.c makes, which tests/e2e/private.t shows
CREATE FUNCTION pg_temp.token(purpose text, numbers bigint[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  k record;
  payload bytea;
  signed bytea;
  bits text;
BEGIN
  SELECT id, key INTO k FROM token_key_in_force WHERE signs;
  payload := set_byte('\x00', 0, k.id);
  FOR i IN 1..cardinality(numbers) LOOP
    DECLARE n bigint := numbers[i]; part bytea := '';
    BEGIN
      LOOP
        part := part || set_byte('\x00', 0, ((n & 127) | CASE WHEN n > 127 THEN 128 ELSE 0 END)::int);
        n := n >> 7;
        EXIT WHEN n = 0;
      END LOOP;
      payload := payload || part;
    END;
  END LOOP;
  signed := payload || substr(hmac_sha256(k.key, convert_to(purpose, 'UTF8') || '\x00' || payload), 1, CASE purpose WHEN 'archive' THEN 12 ELSE 16 END);
  SELECT string_agg(get_byte(signed, g)::bit(8)::text, '' ORDER BY g) INTO bits FROM generate_series(0, length(signed) - 1) g;
  bits := rpad(bits, ceil(length(bits) / 5.0)::int * 5, '0');
  RETURN (SELECT string_agg(substr('abcdefghijklmnopqrstuvwxyz234567', substr(bits, i * 5 + 1, 5)::bit(5)::int + 1, 1), '' ORDER BY i)
          FROM generate_series(0, length(bits) / 5 - 1) i);
END
$$;
