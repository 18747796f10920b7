"""Events for the server's own tests, and what its errors say."""

from typing import Any

import pytest
from googleapiclient.errors import HttpError


def event(event_id: str = "", day: int = 10, **more: Any) -> dict[str, Any]:
    """One hour on that day of November 2026, at 14:00 in New York."""
    named = {"id": event_id} if event_id else {}
    return {
        "summary": "Interview",
        "start": {"dateTime": f"2026-11-{day:02}T14:00:00-05:00", "timeZone": "America/New_York"},
        "end": {"dateTime": f"2026-11-{day:02}T15:00:00-05:00", "timeZone": "America/New_York"},
        **named,
        **more,
    }


def refused(request: Any) -> tuple[int, str]:
    """The status and the reason with which the server refuses a request."""
    with pytest.raises(HttpError) as caught:
        request.execute()
    (error,) = caught.value.error_details
    return int(caught.value.resp.status), str(error["reason"])
