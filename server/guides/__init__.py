"""A short guide for each step of the staff site, and all of them in order as a practical guide."""
