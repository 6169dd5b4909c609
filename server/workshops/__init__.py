"""What is offered (workshops) and when (sessions)."""
