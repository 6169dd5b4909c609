"""What is printed: for the public, where it hangs and whether it is still true; with names, and when it is destroyed."""
