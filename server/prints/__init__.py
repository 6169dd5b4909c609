"""What is printed: the sheet to sign, the ticket, and the paper that must be destroyed."""
