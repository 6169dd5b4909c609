"""Events as calendars: write feeds and invitations, read foreign ones (RFC 5545, 5546, 7986); knows no library."""
