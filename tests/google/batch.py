"""Batches: several calls in one multipart/mixed request (developers.google.com/calendar/api/guides/batch)."""

from email.message import Message
from email.parser import BytesParser
from http import HTTPStatus

from tests.google.answers import Answer, invalid
from tests.google.asked import Asked

_MOST = 50
_BOUNDARY = b"batch_of_answers"


def calls(asked: Asked) -> list[tuple[str, Asked]]:
    """The calls in a batch, each with its Content-ID. Raises `ApiError` 400."""
    kind = f"Content-Type: {asked.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser().parsebytes(kind + asked.body)
    if message.get_content_type() != "multipart/mixed" or not message.is_multipart():
        raise invalid("Failed to parse batch request: it is no multipart/mixed")
    parts = [part for part in message.walk() if part.get_content_type() == "application/http"]
    if len(parts) > _MOST:
        raise invalid(f"The batch has {len(parts)} calls; at most {_MOST} are allowed")
    return [(part["Content-ID"] or "<>", _call(asked, part)) for part in parts]


def answer(answers: list[tuple[str, Answer]]) -> Answer:
    """The calls' answers in one, in their order."""
    parts = b"".join(b"--%b\r\n%b\r\n" % (_BOUNDARY, _part(content_id, one)) for content_id, one in answers)
    kind = {"Content-Type": f"multipart/mixed; boundary={_BOUNDARY.decode()}"}
    return Answer(body=parts + b"--%b--\r\n" % _BOUNDARY, headers=kind)


def _call(batch: Asked, part: Message) -> Asked:
    """The call in a part. What its headers do not say, the batch's do."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        raise invalid("Failed to parse batch request: a part has no content")
    line, _, rest = payload.partition(b"\n")
    inner = BytesParser().parsebytes(rest)
    body = inner.get_payload(decode=True)
    try:
        method, target, _version = line.decode().split()
    except ValueError:
        raise invalid(f"Failed to parse batch request: {line!r}") from None
    outer = {name: value for name, value in batch.headers.items() if name == "authorization"}
    headers = {name.lower(): str(value) for name, value in inner.items()}
    return Asked(
        number=0,
        method=method,
        target=target,
        headers=outer | headers,
        body=body if isinstance(body, bytes) else b"",
        host=batch.host,
    )


def _part(content_id: str, answer: Answer) -> bytes:
    head = {"Content-Length": str(len(answer.body)), **answer.headers}
    lines = [
        "Content-Type: application/http",
        f"Content-ID: <response-{content_id[1:-1]}>",
        "",
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        *(f"{name}: {value}" for name, value in head.items()),
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + answer.body
