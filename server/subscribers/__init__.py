"""What helps people to have our agenda in their own calendar: private feeds, a trial, a page for each application."""
