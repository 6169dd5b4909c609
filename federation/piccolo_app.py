"""The tables of the protocol, as one Piccolo application."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="federation",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        modules=[f"federation.tables.{part}" for part in ("actors", "peers", "said", "heard", "mirror")],
        exclude_imported=True,
    ),
)
