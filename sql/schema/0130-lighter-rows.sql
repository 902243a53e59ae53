-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether a time zone is one is asked by trying it, in a block that catches the error: a
-- subtransaction for each row. Most people have none, and their rows are spared it; an import of
-- 100,000 people spent a tenth of its writing there.

SET LOCAL search_path = colporteur, public;

ALTER TABLE subscriber DROP CONSTRAINT subscriber_time_zone_check,
  ADD CONSTRAINT subscriber_time_zone_check CHECK (time_zone IS NULL OR is_time_zone(time_zone));
COMMENT ON CONSTRAINT subscriber_time_zone_check ON subscriber IS 'a time zone that PostgreSQL knows, or none';
