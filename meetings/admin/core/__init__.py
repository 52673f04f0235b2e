"""What every page of the desk does: forms, fields, lists, filters, the history, and what stands in the way of a save."""
