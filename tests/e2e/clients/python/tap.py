"""The bytes of an answer, as they came over the wire."""

from collections.abc import AsyncIterator, Iterator

import httpx2


class Answer:
    """What came: the status and headers, and the body so far."""

    def __init__(self, response: httpx2.Response) -> None:
        self.status = response.status_code
        self.call_id = response.headers.get("x-lensai-call-id")
        self.body = bytearray()


class _Stream(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """Keeps what passes, before anything decodes it."""

    def __init__(self, stream, answer: Answer) -> None:
        self._stream = stream
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            self._answer.body += piece
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            self._answer.body += piece
            yield piece

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()


class Tap(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Stands between a client library and the network, for calls of either kind; `last` is the newest answer."""

    def __init__(self) -> None:
        self.last: Answer | None = None
        self._sync = httpx2.HTTPTransport()
        self._async = httpx2.AsyncHTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._tapped(self._sync.handle_request(request))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._tapped(await self._async.handle_async_request(request))

    def _tapped(self, response: httpx2.Response) -> httpx2.Response:
        self.last = Answer(response)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Stream(response.stream, self.last),
            extensions=response.extensions,
        )
