"""What the public meets: one function a page, from an address to a template."""
