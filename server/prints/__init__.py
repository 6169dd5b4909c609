"""What is printed: for the public, where it hangs and whether it is true; with names, and when it is destroyed."""
