"""Google Calendar (API v3), by google-api-python-client; signing in, by google-auth and google-auth-oauthlib."""
