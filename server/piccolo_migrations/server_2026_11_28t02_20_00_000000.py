from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.foundation.database import DB

ID = "2026-11-28T02:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A line of the journal takes its place at commit; tries are counted without waiting for the disc."

# 7261002 is the turn to write the journal. Written, a line has a number below nought and, for a digest, what is chained.
STATEMENTS = (
    "CREATE SEQUENCE journal_written",
    """
CREATE FUNCTION journal_place_line() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM pg_advisory_xact_lock(7261002);
  UPDATE journal SET id = nextval('journal_id_seq'), digest = sha256(
    coalesce((SELECT j.digest FROM journal j WHERE j.id > 0 ORDER BY j.id DESC LIMIT 1), ''::bytea) || digest
  ) WHERE id = NEW.id;
  PERFORM pg_notify('agendatheque_work', 'journal');
  RETURN NULL;
END
$body$
""",
    """
CREATE CONSTRAINT TRIGGER journal_line_placed AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.id < 0) EXECUTE FUNCTION journal_place_line()
""",
    # Counters of tries may begin again after a crash: they need not wait for the disc at each form.
    "ALTER TABLE tally SET UNLOGGED",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def change():
        for statement in STATEMENTS:
            await DB.run_ddl(statement)

    manager.add_raw(change)
    return manager
