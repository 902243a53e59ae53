-- SPDX-License-Identifier: GPL-3.0-or-later
-- How each mail server fares with each process that delivers: what it takes, what it has, whether it is
-- left alone.

SET LOCAL search_path = colporteur, public;

CREATE TABLE worker_host (
  worker bigint NOT NULL REFERENCES worker ON DELETE CASCADE,
  position int NOT NULL,
  host text NOT NULL,
  weight int NOT NULL,
  connections int NOT NULL,
  messages int NOT NULL,
  rate text NOT NULL,
  sessions int NOT NULL,
  sent bigint NOT NULL,
  rests_until timestamptz,
  reply text NOT NULL,
  PRIMARY KEY (worker, position)
);
COMMENT ON TABLE worker_host IS 'the mail servers that processes deliver to; written each time they say that they live';
COMMENT ON COLUMN worker_host.worker IS 'the process';
COMMENT ON COLUMN worker_host.position IS 'its place in [mail] smarthost of that process';
COMMENT ON COLUMN worker_host.host IS 'HOST:PORT';
COMMENT ON COLUMN worker_host.weight IS 'its share of the sessions';
COMMENT ON COLUMN worker_host.connections IS 'most sessions at a time; 0: any number';
COMMENT ON COLUMN worker_host.messages IS 'most messages over one session';
COMMENT ON COLUMN worker_host.rate IS 'most recipients in a time, as the settings say it; empty: any number';
COMMENT ON COLUMN worker_host.sessions IS 'sessions under way';
COMMENT ON COLUMN worker_host.sent IS 'recipients that sessions which have ended delivered to';
COMMENT ON COLUMN worker_host.rests_until IS 'until when it is left alone, because it took nothing';
COMMENT ON COLUMN worker_host.reply IS 'what happened then';
