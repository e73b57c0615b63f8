"""What can be done with rent accounts. Every change goes through one of these."""
