"""What other systems may read and do."""
