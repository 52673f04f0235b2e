"""Ratios of the product to its peers, in one run, with every page's correctness asserted first."""
