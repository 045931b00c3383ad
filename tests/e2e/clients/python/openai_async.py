"""openai, chat completions, with its client for asyncio; driven from one loop, so that its connections live on."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import httpx2
from openai import AsyncOpenAI

from openai_chat import MESSAGES, MODEL, TOOLS
from tap import Tap


class Client:
    def __init__(self, origin: str, key: str, tap: Tap) -> None:
        self._loop = asyncio.new_event_loop()
        http = httpx2.AsyncClient(transport=tap)
        self._client = AsyncOpenAI(base_url=f"{origin}/openai/v1", api_key=key, http_client=http, max_retries=0)

    def ask(self, timeout_s: float | None = None) -> str:
        return self._loop.run_until_complete(self._ask(timeout_s))

    def stream(self) -> Iterator[str]:
        pieces = self._stream()
        try:
            while (piece := self._loop.run_until_complete(anext(pieces, None))) is not None:
                yield piece
        finally:
            self._loop.run_until_complete(pieces.aclose())

    def use_tools(self) -> list[dict]:
        return self._loop.run_until_complete(self._use_tools())

    async def _ask(self, timeout_s: float | None) -> str:
        client = self._client.with_options(timeout=timeout_s) if timeout_s else self._client
        answer = await client.chat.completions.create(model=MODEL, messages=MESSAGES)
        return answer.choices[0].message.content or ""

    async def _stream(self) -> AsyncIterator[str]:
        async with await self._client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True) as stream:
            async for chunk in stream:
                yield chunk.choices[0].delta.content or ""

    async def _use_tools(self) -> list[dict]:
        async with self._client.chat.completions.stream(model="gpt-4.1", messages=MESSAGES, tools=TOOLS) as stream:
            calls = (await stream.get_final_completion()).choices[0].message.tool_calls or []
        return [{"name": call.function.name, "input": json.loads(call.function.arguments)} for call in calls]
