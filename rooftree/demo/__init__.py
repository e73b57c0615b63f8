"""Writes two imaginary councils as the extracts of their old systems, and loads them."""
