"""Our sessions and bookings as iCalendar."""
