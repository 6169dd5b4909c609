"""What a network and those around it have agreed on: the charter, conventions, files of funding."""
