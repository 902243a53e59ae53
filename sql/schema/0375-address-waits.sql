-- SPDX-License-Identifier: GPL-3.0-or-later
-- The letter about an address that is added in a flood waits, as 0370 has it: its network was looked
-- for where no variable is.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION site.me_address_add(p_token text, p_key text, p_address text, p_remote text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := page_person(p_token);
  the_network text := network_of(p_remote);
  now_or_later record := page_letter_turn_now(the_network, p_per_network, p_overall);
  asked bigint;
BEGIN
  IF who IS NULL THEN
    RETURN 'unknown';
  ELSIF EXISTS (SELECT FROM address WHERE subscriber = who AND address_key = p_key) THEN
    RETURN 'own';
  ELSIF (SELECT count(*) FROM address WHERE subscriber = who) + (SELECT count(*) FROM address_change WHERE subscriber = who AND what = 'add') >= 8 THEN
    RETURN 'many';
  ELSIF now_or_later.verdict = 'later' THEN
    RETURN 'later';
  END IF;
  INSERT INTO address_change (subscriber, what, address_key, address, due_at) VALUES (who, 'add', p_key, p_address, the_time() + interval '7 days')
    ON CONFLICT (subscriber, what, address_key) DO UPDATE SET address = EXCLUDED.address, asked_at = the_time(), due_at = EXCLUDED.due_at
    RETURNING id INTO asked;
  -- Whoever has that address may have had enough letters today, which nobody else is told.
  IF now_or_later.verdict = 'waits' THEN
    IF NOT mailbox_is_full(p_key, p_per_address) AND NOT EXISTS (SELECT FROM page_letter p WHERE p.change = asked AND p.what = 'address-add')
       AND address_letter('address-add', who, asked, p_address) THEN
      UPDATE page_letter p SET network = the_network, turn = now_or_later.turn WHERE p.change = asked AND p.what = 'address-add';
    END IF;
  ELSIF robot_may_answer(p_key, the_network, p_per_address, p_per_network, p_overall) = 'yes' THEN
    DELETE FROM page_letter p WHERE p.change = asked AND p.what = 'address-add';
    PERFORM address_letter('address-add', who, asked, p_address);
  END IF;
  RETURN now_or_later.verdict;
END
$$;
ALTER FUNCTION site.me_address_add(text, text, text, text, int, int, int) SET plan_cache_mode = force_generic_plan;
