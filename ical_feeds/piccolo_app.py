"""The tables of subscriptions, as one Piccolo application."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="ical_feeds",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(modules=["ical_feeds.tables"], exclude_imported=True),
)
