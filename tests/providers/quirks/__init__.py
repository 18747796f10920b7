"""The promises of the design on servers that differ from the standards."""
