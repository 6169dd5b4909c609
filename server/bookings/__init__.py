"""Seats, the waiting list, contacts and their erasure."""
