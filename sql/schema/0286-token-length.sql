-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is too long for a token was refused before any work, which showed in the time of the answer.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION colporteur.token_read(p_purpose text, p_token text) RETURNS bigint[]
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
-- Reads exactly what src/base/token.c writes. The site itself gets no key: it hands the token in.
-- Whatever is wrong with a token, all the work is done before it is refused.
DECLARE
  mac_size int := CASE WHEN p_purpose IN ('unsubscribe', 'person', 'join', 'erase', 'address') THEN 16 ELSE 12 END;
  data bytea := '';
  bits int := 0;
  n_bits int := 0;
  size int;
  digit int;
  the_key bytea;
  mac bytea;
  difference int := 0;
  numbers bigint[] := '{}';
  number bigint := 0;
  shift int := 0;
BEGIN
  IF p_purpose IS NULL OR p_token IS NULL THEN
    RETURN NULL;
  ELSIF octet_length(p_token) NOT BETWEEN 1 AND 80 THEN
    difference := 1;
    p_token := repeat('a', 29); -- as long as most
  END IF;
  FOREACH digit IN ARRAY ARRAY(SELECT strpos('abcdefghijklmnopqrstuvwxyz234567', c) - 1
      FROM regexp_split_to_table(translate(p_token, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), '') c) LOOP
    IF digit < 0 THEN
      difference := 1;
      digit := 0;
    END IF;
    bits := (bits << 5) | digit;
    n_bits := n_bits + 5;
    IF n_bits >= 8 THEN
      n_bits := n_bits - 8;
      data := data || set_byte('\x00'::bytea, 0, bits >> n_bits);
      bits := bits & ((1 << n_bits) - 1);
    END IF;
  END LOOP;
  size := octet_length(data) - mac_size;
  -- A token has one spelling: what is left over is less than a digit, and zero.
  IF n_bits >= 5 OR bits <> 0 OR size < 2 THEN
    difference := 1;
    data := data || decode(repeat('00', mac_size + 2), 'hex');
    size := octet_length(data) - mac_size;
  END IF;
  SELECT key INTO the_key FROM token_key WHERE id = get_byte(data, 0) AND retired_at IS NULL;
  IF the_key IS NULL THEN
    difference := 1;
    the_key := decode(repeat('00', 32), 'hex');
  END IF;
  mac := hmac_sha256(the_key, convert_to(p_purpose, 'UTF8') || '\x00'::bytea || substr(data, 1, size));
  FOR i IN 0 .. mac_size - 1 LOOP
    difference := difference | (get_byte(mac, i) # get_byte(data, size + i));
  END LOOP;
  IF difference <> 0 THEN
    RETURN NULL;
  END IF;
  FOR i IN 1 .. size - 1 LOOP
    IF shift > 56 THEN
      RETURN NULL;
    END IF;
    number := number | ((get_byte(data, i) & 127)::bigint << shift);
    shift := shift + 7;
    IF get_byte(data, i) < 128 THEN
      numbers := numbers || number;
      number := 0;
      shift := 0;
    END IF;
  END LOOP;
  RETURN CASE WHEN shift = 0 THEN numbers END;
END
$$;
