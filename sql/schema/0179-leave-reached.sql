-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whom a list reaches through another one on which they are leaves it as its members do, and who
-- takes people off a list asks the same.

SET LOCAL search_path = colporteur, public;

GRANT EXECUTE ON FUNCTION list_reach(bigint), list_levels() TO colporteur_coordinator;
