"""What spans rooms, for programs."""
