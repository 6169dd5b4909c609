"""A process that `serve` started stops when `serve` is gone."""

import os
import signal
import threading
import time

PARENT = "AGT_PARENT"


def die_with_parent() -> None:
    """Stop this process when the `serve` that started it is gone, killed or not."""
    parent = os.environ.get(PARENT)
    if parent is None:
        return

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
