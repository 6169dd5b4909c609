"""Sessions to practise booking with, where nothing is real: no message leaves, and all is erased each night."""
