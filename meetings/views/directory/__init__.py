"""The directory: lists and pages of countries, officials, organisations, occasions, places and topics."""
