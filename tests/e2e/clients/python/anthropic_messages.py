"""anthropic, messages."""

from collections.abc import Iterator

import httpx2
from anthropic import Anthropic

from tap import Tap

QUESTION = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "Hello?"}],
}
TOOLS = [{"name": "weather", "input_schema": {"type": "object"}}]


class Client:
    def __init__(self, origin: str, key: str, tap: Tap) -> None:
        http = httpx2.Client(transport=tap)
        self._client = Anthropic(base_url=f"{origin}/anthropic", api_key=key, http_client=http, max_retries=0)

    def ask(self, timeout_s: float | None = None) -> str:
        client = self._client.with_options(timeout=timeout_s) if timeout_s else self._client
        answer = client.messages.create(**QUESTION)
        return "".join(block.text for block in answer.content if block.type == "text")

    def stream(self) -> Iterator[str]:
        with self._client.messages.stream(**QUESTION) as stream:
            yield from stream.text_stream

    def use_tools(self) -> list[dict]:
        with self._client.messages.stream(**QUESTION, tools=TOOLS) as stream:
            blocks = stream.get_final_message().content
        return [{"name": block.name, "input": block.input} for block in blocks if block.type == "tool_use"]
