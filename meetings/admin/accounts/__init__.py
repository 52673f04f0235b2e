"""Who may come to the desk: accounts, signing in, and the second factor."""
