"""Organisations that book for the people they help, through a link of their own."""
