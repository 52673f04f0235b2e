"""The frame: settings, root addresses and server entry points; it knows nothing of diplomacy."""
