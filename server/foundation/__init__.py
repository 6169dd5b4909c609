"""Settings, database, clock, HTTP, web, mail, languages, errors; no library word here."""
