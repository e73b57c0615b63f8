"""What people who mean harm would try, and what comes of it."""
