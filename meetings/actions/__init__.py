"""Writing: every change with consequences is one function here, called by the desk, the imports and the tests alike."""
