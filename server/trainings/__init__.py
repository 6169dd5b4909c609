"""The training of staff: the same workshops and sessions, for professionals; who took part, and what is covered."""
