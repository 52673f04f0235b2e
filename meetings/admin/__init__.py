"""The desk: where staff enter meetings, officials, offices, sources and reference data."""
