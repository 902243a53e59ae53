-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keys that cost less to keep: each new person passes through all of them, and a fifth of what an
-- import of 100,000 people took was spent in these three.

SET LOCAL search_path = colporteur, public;

-- By person first: the key answers what an index of its own did. What is asked by list reads a
-- list's people, of which the small index knows the places; a number repeated is stored once in it.
ALTER TABLE subscription DROP CONSTRAINT subscription_pkey;
DROP INDEX subscription_subscriber;
ALTER TABLE subscription ADD PRIMARY KEY (subscriber, list);
CREATE INDEX subscription_list ON subscription (list);
COMMENT ON INDEX subscription_list IS 'who is on a list, where it is small beside others';

-- Nothing stands for "not primary", and nothing equals nothing: one primary address for each person
-- and any number of others, without a second copy of the address.
DROP INDEX address_subscriber;
CREATE UNIQUE INDEX address_subscriber ON address (subscriber, (CASE WHEN is_primary THEN true END));
COMMENT ON INDEX address_subscriber IS 'the addresses of a subscriber, of which one at most is primary';
