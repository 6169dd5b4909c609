"""What a hub or a network reads of its territory: what is held where, what is lacking, who could help."""
