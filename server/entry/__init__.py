"""The ways in for staff: a password with a second factor, passkeys, the account of an OpenID provider."""
