"""Registers that come with the project: the demonstration, the office of the historian's, and one that a program invents."""
