"""What we say to peers and how we answer."""
