"""Where Piccolo finds the engine and the applications whose tables are migrated."""

from piccolo.conf.apps import AppRegistry

from server.foundation.database import DB

APP_REGISTRY = AppRegistry(apps=["federation.piccolo_app", "ical_feeds.piccolo_app", "server.piccolo_app"])

__all__ = ["APP_REGISTRY", "DB"]
