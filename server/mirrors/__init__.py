"""The agenda to carry away: a pack of pages and calendars that needs no network."""
