"""Events between servers, over ActivityPub; knows no library and is handed what it needs."""
