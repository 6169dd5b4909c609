"""What others ask of us about our places and our workshops: open data, returns, figures."""
