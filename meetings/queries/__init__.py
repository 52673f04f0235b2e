"""Reading: rows, numbers and accounts for the pages, without HTTP and without writes."""
