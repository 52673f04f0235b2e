"""The pages of all records that stand beside meetings, two that were one, and what waits for an editor."""
