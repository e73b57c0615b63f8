"""Rent accounts, charges, the rent year, the debit run, and money in."""
