"""The commands of the program, by subject."""
