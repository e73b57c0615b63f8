"""Reads the files in which money, and news of it, comes: layouts and checks, no database."""
