"""What other sites show of the agenda."""
