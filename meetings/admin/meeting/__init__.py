"""The page of a meeting: its facts, sources, participants and claims, the steps it takes, and what it asks while it is filled in."""
