"""What is asked of the database itself: rows in bulk, one moment, a budget of work, and what waits for a migration."""
