"""The smallest event another server can write, to which each test adds what it is about."""

from federation.wire import event

ID = "https://autre.example/events/1"
OWNER = "https://autre.example/@groupe"
SMALLEST = {
    "type": "Event",
    "id": ID,
    "attributedTo": OWNER,
    "name": "Atelier tablette",
    "startTime": "2027-03-02T10:00:00+01:00",
}


def read(**fields):
    """The smallest event with some fields set; a field set to None stays, as null."""
    return event.read(SMALLEST | {name.replace("__", ":"): value for name, value in fields.items()})
