"""The tables of the rooms, as one Piccolo application."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

ROOMS = (
    "foundation",
    "journal",
    "accounts",
    "libraries",
    "territories",
    "entry",
    "resources",
    "workshops",
    "materials",
    "bookings",
    "calendars",
    "prints",
    "trainings",
    "partners",
    "partnerships",
    "vouchers",
    "elsewhere",
    "subscribers",
    "notifications",
    "practice",
    "intake",
    "hooks",
    "reports",
    "sharing",
    "agenda",
    "publishing",
    "guidance",
)

APP_CONFIG = AppConfig(
    app_name="server",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(modules=[f"server.{room}.tables" for room in ROOMS], exclude_imported=True),
)
