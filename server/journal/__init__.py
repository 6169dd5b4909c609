"""What happened, by whom, in order."""
