"""Attack runs against a demonstration on loopback."""
