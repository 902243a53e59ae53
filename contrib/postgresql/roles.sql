-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The roles and the database, on a PostgreSQL server of your own. Once, as its superuser:
--     psql -f contrib/postgresql/roles.sql
-- then give each a way to log in (pg_hba.conf, a password with \password, a .pgpass file), set
--     [storage]
--     database = host=db.example.org dbname=colporteur
-- and run "colporteur schema upgrade".

CREATE ROLE colporteur_owner LOGIN;
-- Policies let the engine see everything anyway; without them the planner uses all its statistics.
CREATE ROLE colporteur_engine LOGIN BYPASSRLS;
CREATE ROLE colporteur_site LOGIN;
CREATE ROLE colporteur_coordinator NOLOGIN;
CREATE DATABASE colporteur OWNER colporteur_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE colporteur FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE colporteur TO colporteur_engine;
GRANT CONNECT ON DATABASE colporteur TO colporteur_site;
-- Large objects, which nothing here uses, could fill the disk: everybody who may connect may make them.
\connect colporteur
REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC;

-- A coordinator limited to lists or territories ("colporteur coordinator add ana ...") has a role of
-- their own, made by the superuser when the schema is there:
--     psql -d colporteur -c "SELECT colporteur.coordinator_role('ana')"
-- and gets in as the Unix user they are and as nobody else. pg_hba.conf, before other lines:
--     local colporteur +colporteur_coordinator peer map=coordinator
-- pg_ident.conf:
--     coordinator /^([a-z0-9_.-]+)$ colporteur_coordinator_\1
