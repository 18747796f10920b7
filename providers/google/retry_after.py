"""The Retry-After header (RFC 9110 10.2.3): seconds, or the date after which to ask again."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds(header: str | None) -> float | None:
    """How long to wait, None where it does not say, or says it in no known way."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp(), 0.0)
