"""The demonstration: two real networks of libraries, a programme written for it, invented people."""
