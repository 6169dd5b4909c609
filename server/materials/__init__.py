"""Learning resources for patrons and staff, ready paths, and what is attached to workshops and paths."""
