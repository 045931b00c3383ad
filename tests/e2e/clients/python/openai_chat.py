"""openai, chat completions."""

import json
from collections.abc import Iterator

import httpx2
from openai import OpenAI

from tap import Tap

MODEL = "gpt-4o"
MESSAGES = [{"role": "user", "content": "What is the capital of Portugal?"}]
TOOLS = [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}]


class Client:
    def __init__(self, origin: str, key: str, tap: Tap) -> None:
        http = httpx2.Client(transport=tap)
        self._client = OpenAI(base_url=f"{origin}/openai/v1", api_key=key, http_client=http, max_retries=0)

    def ask(self, timeout_s: float | None = None) -> str:
        client = self._client.with_options(timeout=timeout_s) if timeout_s else self._client
        answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
        return answer.choices[0].message.content or ""

    def stream(self) -> Iterator[str]:
        with self._client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True) as stream:
            for chunk in stream:
                yield chunk.choices[0].delta.content or ""

    def use_tools(self) -> list[dict]:
        with self._client.chat.completions.stream(model="gpt-4.1", messages=MESSAGES, tools=TOOLS) as stream:
            calls = stream.get_final_completion().choices[0].message.tool_calls or []
        return [{"name": call.function.name, "input": json.loads(call.function.arguments)} for call in calls]
