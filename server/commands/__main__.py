"""`python -m server.commands` is the program, for processes that start others."""

from server.cli import main

main()
