"""Sessions published and changed, many at once; what was done is undone; what happened is told in words."""
