"""Defects planted into a copy of the product one at a time, each with the narrowest tests that must notice it."""
