"""Email that comes in: read, tied to what it answers, and taken once."""
