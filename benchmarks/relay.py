"""A relay before a server, in a process of its own: `python -m benchmarks.relay PORT [--delay SECONDS]`.

It prints its own port, then answers each line on its standard input: `forget` begins anew, `seen` tells as JSON what
every connection sent since, and how many bytes came back. With a delay the server is that far away, there and back.
"""

import argparse
import asyncio
import base64
import json
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field

_CHUNK = 1 << 16


@dataclass(kw_only=True)
class Record:
    """What went over the relay: by connection what was sent, and the bytes that came back."""

    sent: list[bytearray] = field(default_factory=list)
    received: int = 0

    def told(self) -> str:
        """As JSON."""
        return json.dumps({"sent": [base64.b64encode(one).decode() for one in self.sent], "received": self.received})


class Relay:
    """Passes all on, and keeps a record."""

    def __init__(self, port: int, delay: float) -> None:
        self._port, self._one_way = port, delay / 2
        self.record = Record()
        self._under_way: set[object] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self._under_way.add(asyncio.current_task())  # nobody else holds on to it, and what is not held is thrown away
        sent = bytearray()
        record = self.record
        record.sent.append(sent)
        await asyncio.sleep(self._one_way * 2)  # the handshake
        theirs, to_them = await asyncio.open_connection("127.0.0.1", self._port)

        def went(chunk: bytes) -> None:
            sent.extend(chunk)

        def came_back(chunk: bytes) -> None:
            record.received += len(chunk)

        with suppress(OSError):
            await _both(self._pump(reader, to_them, went), self._pump(theirs, writer, came_back))
        for end in (writer, to_them):
            end.close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[bytes], None]
    ) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        async def read() -> None:
            chunk = b"."
            while chunk:
                chunk = await reader.read(_CHUNK)
                note(chunk)
                await queue.put((loop.time() + self._one_way, chunk))

        async def write() -> None:
            while True:
                due, chunk = await queue.get()
                if (wait := due - loop.time()) > 0:
                    await asyncio.sleep(wait)
                if not chunk:
                    break
                writer.write(chunk)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()

        await _both(read(), write())


async def _both(*ways: Coroutine[None, None, None]) -> None:
    """To the end of both; one that breaks ends the other, which would wait for ever."""
    try:
        async with asyncio.TaskGroup() as group:
            for way in ways:
                group.create_task(way)
    except* OSError as broken:
        raise OSError(str(broken)) from None


async def main(port: int, delay: float) -> None:
    """Serve until standard input ends."""
    relay = Relay(port, delay)
    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def obey() -> None:
        for line in sys.stdin:
            if line.strip() == "forget":
                relay.record = Record()
            print(relay.record.told(), flush=True)
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=obey, daemon=True).start()
    await over.wait()
    os._exit(0)  # a connection may be under way, and asyncio would print a trace for each that it cancels


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relay", description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds there and back")
    options = parser.parse_args()
    asyncio.run(main(options.port, options.delay))
