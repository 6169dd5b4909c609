"""Programmes that staff bring in as files: looked at, planned, and taken back if need be."""
