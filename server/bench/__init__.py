"""Measuring the federation against what the machine itself can do, on loopback and in databases of its own."""
