"""Setting up: from a person's answers to a configuration that was tried on their calendars before it is written."""
