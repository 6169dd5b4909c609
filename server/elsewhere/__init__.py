"""Bookings that our patrons make in sessions of other agendas: what was asked, and what was answered."""
