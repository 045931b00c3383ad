"""openai, Responses."""

import json
from collections.abc import Iterator

import httpx2
from openai import OpenAI

from tap import Tap

MODEL = "gpt-5"
QUESTION = "What is the capital of Portugal?"
TOOLS = [{"type": "function", "name": "get_weather", "parameters": {"type": "object"}, "strict": False}]


class Client:
    def __init__(self, origin: str, key: str, tap: Tap) -> None:
        http = httpx2.Client(transport=tap)
        self._client = OpenAI(base_url=f"{origin}/openai/v1", api_key=key, http_client=http, max_retries=0)

    def ask(self, timeout_s: float | None = None) -> str:
        client = self._client.with_options(timeout=timeout_s) if timeout_s else self._client
        return client.responses.create(model=MODEL, input=QUESTION).output_text

    def stream(self) -> Iterator[str]:
        with self._client.responses.create(model=MODEL, input=QUESTION, stream=True) as stream:
            for event in stream:
                if event.type == "response.output_text.delta":
                    yield event.delta

    def use_tools(self) -> list[dict]:
        answer = self._client.responses.create(model="gpt-4.1", input=QUESTION, tools=TOOLS)
        calls = [item for item in answer.output if item.type == "function_call"]
        return [{"name": call.name, "input": json.loads(call.arguments)} for call in calls]
