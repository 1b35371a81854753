-- Least rights on PostgreSQL. Run once as the owner of the database, after the first `bihuan migrate`, and again after each
-- upgrade that brings tables:  psql --dbname bihuan --file roles.sql
--
--   bihuan_owner   owns the tables; only `bihuan migrate` signs in as it, by hand
--   bihuan_app     the nodes: no change of the schema, and what happened cannot be changed or taken back
--   bihuan_backup  reads everything, for `bihuan backup` and pg_dump
--   bihuan_audit   reads the chains, the audit and the log, no identity and no words of anybody
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bihuan_app') THEN
        CREATE ROLE bihuan_app LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bihuan_backup') THEN
        CREATE ROLE bihuan_backup LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bihuan_audit') THEN
        CREATE ROLE bihuan_audit LOGIN;
    END IF;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO bihuan_app, bihuan_backup, bihuan_audit;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO bihuan_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO bihuan_app;
-- What happened is added to and never changed: the events of the cases, the audit, and the log over all of it.
REVOKE UPDATE, DELETE ON events, audit, log_leaves, log_notes FROM bihuan_app;
-- Only `bihuan migrate` says which version of the schema there is.
REVOKE INSERT, UPDATE, DELETE ON seaql_migrations FROM bihuan_app;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO bihuan_backup;

GRANT SELECT ON events, audit, log_leaves, log_notes, seaql_migrations TO bihuan_audit;
