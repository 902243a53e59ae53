-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether clicks are counted, for all editions of a list that do not say it themselves.

SET LOCAL search_path = colporteur, public;

ALTER TABLE list ADD COLUMN clicks text NOT NULL DEFAULT 'uncounted' CHECK (clicks IN ('counted', 'uncounted'));
COMMENT ON COLUMN list.clicks IS 'whether links of its editions lead over the site, which counts, where an edition does not say';
