-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The three roles and the database, on a PostgreSQL server of your own. Once, as its superuser:
--     psql -f contrib/postgresql/roles.sql
-- then give each a way to log in (pg_hba.conf, a password with \password, a .pgpass file), set
--     [storage]
--     database = host=db.example.org dbname=colporteur
-- and run "colporteur schema upgrade".

CREATE ROLE colporteur_owner LOGIN;
CREATE ROLE colporteur_engine LOGIN;
CREATE ROLE colporteur_site LOGIN;
CREATE DATABASE colporteur OWNER colporteur_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE colporteur FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE colporteur TO colporteur_engine;
GRANT CONNECT ON DATABASE colporteur TO colporteur_site;
