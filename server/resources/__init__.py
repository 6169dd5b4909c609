"""What sessions need beside a room: people who present them, equipment, and the roads between libraries."""
