"""The tests: the same rooms as the house, and the ground they stand on."""
