"""What we say to people, and what they answer: letters, emails and texts."""
