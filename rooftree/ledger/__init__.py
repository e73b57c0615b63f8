"""Accounts, and movements of money between them. Knows nothing of rent, tenancies or homes."""
