-- SPDX-License-Identifier: GPL-3.0-or-later
-- A token is read in a few steps: eight of its letters at once, and with a key whose two paddings
-- (RFC 2104) are kept instead of being made anew, byte by byte, for each token.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION hmac_pad(p_key bytea, p_fill int) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  pad bytea := decode(repeat(lpad(to_hex(p_fill), 2, '0'), 64), 'hex');
BEGIN
  IF octet_length(p_key) > 64 THEN
    p_key := sha256(p_key);
  END IF;
  FOR i IN 0 .. octet_length(p_key) - 1 LOOP
    pad := set_byte(pad, i, get_byte(pad, i) # get_byte(p_key, i));
  END LOOP;
  RETURN pad;
END
$$;
COMMENT ON FUNCTION hmac_pad(bytea, int) IS 'a key as RFC 2104 puts it before what is hashed: 54 (0x36) inside, 92 (0x5c) outside';
REVOKE EXECUTE ON FUNCTION hmac_pad(bytea, int) FROM PUBLIC;

ALTER TABLE token_key ADD COLUMN inner_pad bytea NOT NULL GENERATED ALWAYS AS (hmac_pad(key, 54)) STORED;
ALTER TABLE token_key ADD COLUMN outer_pad bytea NOT NULL GENERATED ALWAYS AS (hmac_pad(key, 92)) STORED;
COMMENT ON COLUMN token_key.inner_pad IS 'the key before what is hashed first';
COMMENT ON COLUMN token_key.outer_pad IS 'and before what is hashed then';

CREATE OR REPLACE FUNCTION colporteur.token_read(p_purpose text, p_token text) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
-- Reads exactly what src/base/token.c writes. The site itself gets no key: it hands the token in.
-- Whatever is wrong with a token, all the work is done before it is refused.
DECLARE
  mac_size int := CASE WHEN p_purpose IN ('unsubscribe', 'person', 'join', 'erase', 'address') THEN 16 ELSE 12 END;
  -- what each byte stands for; those that stand for nothing are found otherwise
  digit bytea := '\x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001a1b1c1d1e1f0000000000000000'
    '00000102030405060708090a0b0c0d0e0f10111213141516171819000000000000000102030405060708090a0b0c0d0e0f101112131415161718190000000000'
    '00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'
    '00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000';
  letter bytea;
  n int := octet_length(p_token);
  eight bigint;
  data bytea := '';
  is_good boolean := true;
  size int;
  the_inner bytea;
  the_outer bytea;
  numbers bigint[] := '{}';
  number bigint := 0;
  shift int := 0;
  one int;
BEGIN
  IF p_purpose IS NULL OR p_token IS NULL THEN
    RETURN NULL;
  ELSIF n NOT BETWEEN 1 AND 80 THEN
    is_good := false;
    n := 29; -- as long as most
    p_token := repeat('a', n);
  END IF;
  is_good := translate(p_token, 'abcdefghijklmnopqrstuvwxyz234567ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') = '' AND is_good;
  letter := convert_to(p_token, 'UTF8') || 'aaaaaaa'::bytea;
  FOR i IN 0 .. n - 1 BY 8 LOOP
    eight := get_byte(digit, get_byte(letter, i)) * 34359738368 + get_byte(digit, get_byte(letter, i + 1)) * 1073741824::bigint
      + get_byte(digit, get_byte(letter, i + 2)) * 33554432 + get_byte(digit, get_byte(letter, i + 3)) * 1048576
      + get_byte(digit, get_byte(letter, i + 4)) * 32768 + get_byte(digit, get_byte(letter, i + 5)) * 1024
      + get_byte(digit, get_byte(letter, i + 6)) * 32 + get_byte(digit, get_byte(letter, i + 7));
    data := data || substr(int8send(eight), 4);
  END LOOP;
  -- A token has one spelling: what is left over is less than a digit, and zero.
  size := n * 5 / 8;
  is_good := n * 5 % 8 < 5 AND octet_length(trim(trailing '\x00'::bytea FROM substr(data, size + 1))) = 0 AND is_good;
  size := size - mac_size;
  IF size < 2 THEN
    is_good := false;
    size := 2;
    data := data || decode(repeat('00', mac_size + size), 'hex');
  END IF;
  SELECT inner_pad, outer_pad INTO the_inner, the_outer FROM colporteur.token_key WHERE id = get_byte(data, 0) AND retired_at IS NULL;
  IF the_inner IS NULL THEN
    is_good := false;
    the_inner := decode(repeat('36', 64), 'hex');
    the_outer := decode(repeat('5c', 64), 'hex');
  END IF;
  -- Hashed with the key once more, so that how far two are the same takes no time that tells.
  IF sha256(the_outer || substr(sha256(the_outer || sha256(the_inner || convert_to(p_purpose, 'UTF8') || '\x00'::bytea || substr(data, 1, size))), 1, mac_size))
     <> sha256(the_outer || substr(data, size + 1, mac_size)) OR NOT is_good THEN
    RETURN NULL;
  END IF;
  FOR i IN 1 .. size - 1 LOOP
    IF shift > 56 THEN
      RETURN NULL;
    END IF;
    one := get_byte(data, i);
    number := number | ((one & 127)::bigint << shift);
    IF one < 128 THEN
      numbers := numbers || number;
      number := 0;
      shift := 0;
    ELSE
      shift := shift + 7;
    END IF;
  END LOOP;
  RETURN CASE WHEN shift = 0 THEN numbers END;
END
$$;

CREATE OR REPLACE FUNCTION page_person(p_token text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
-- As before, in places that it names: settings of a function's own cost more than it does.
DECLARE
  numbers bigint[] := colporteur.token_read('person', p_token);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 1 THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT id FROM colporteur.subscriber WHERE id = coalesce((SELECT kept FROM colporteur.subscriber_merged WHERE gone = numbers[1]), numbers[1]));
END
$$;

CREATE OR REPLACE FUNCTION address_handle(p_key text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT left(encode(sha256(outer_pad || sha256(inner_pad || 'handle'::bytea || '\x00'::bytea || convert_to(p_key, 'UTF8'))), 'hex'), 24)
    FROM colporteur.token_key WHERE retired_at IS NULL ORDER BY id DESC LIMIT 1);
END
$$;
