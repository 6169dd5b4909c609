"""Which workshop for whom: four questions with pictures, and what staff find out with a person at the desk."""
