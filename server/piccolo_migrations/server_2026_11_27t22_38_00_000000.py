"""Indexes that Piccolo cannot say: a code is reserved or used once at a time, whoever its issuer."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.vouchers.tables import Voucher

ID = "2026-11-27T22:38:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A voucher is spent once"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def make():
        await Voucher._meta.db.run_ddl(
            "CREATE UNIQUE INDEX voucher_code_uq ON voucher (digest) WHERE state IN ('reserved', 'used')"
        )

    async def unmake():
        await Voucher._meta.db.run_ddl("DROP INDEX IF EXISTS voucher_code_uq")

    manager.add_raw(make)
    manager.add_raw_backwards(unmake)
    return manager
