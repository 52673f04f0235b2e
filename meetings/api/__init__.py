"""The API, version 1: what the pages show, as JSON, read-only."""
