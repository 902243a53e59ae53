-- SPDX-License-Identifier: GPL-3.0-or-later
-- What waits is found by list and Message-ID, by one index and no other. The index of authors had the
-- list too: a plan made while nothing waited could take it for a Message-ID, was kept, and read all that
-- waited on the list for each mail that came.

SET LOCAL search_path = colporteur, public;

DROP INDEX intake_subscriber;
CREATE INDEX intake_subscriber ON intake (subscriber);
