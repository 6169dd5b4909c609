"""Staff accounts, logins, API tokens."""
