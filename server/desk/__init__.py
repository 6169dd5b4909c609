"""What staff read: today, the programme, people."""
