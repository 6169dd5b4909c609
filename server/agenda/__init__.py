"""What the public reads: local and remote sessions in one list."""
