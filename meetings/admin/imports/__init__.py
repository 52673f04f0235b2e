"""Tables that come in at the desk: uploaded, looked at, committed and undone."""
