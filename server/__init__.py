"""Agendathèque: the rooms of a library network's agenda, on floors (see DESIGN)."""
