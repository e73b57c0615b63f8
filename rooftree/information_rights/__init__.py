"""What the law lets people ask of what we hold on them, and how long we may hold it."""
