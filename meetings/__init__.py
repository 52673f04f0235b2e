"""The house: recording, filtering, comparing and showing diplomatic meetings."""
