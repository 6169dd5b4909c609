"""Libraries, rooms, and who works where."""
