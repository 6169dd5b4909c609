"""What a network takes along when it leaves, in one open file, and brings back into an empty instance."""
