"""google-genai, generate_content."""

from collections.abc import Iterator
from contextlib import closing

import httpx2
from google import genai
from google.genai import types

from tap import Tap

MODEL = "gemini-2.5-flash"
QUESTION = "Hello?"
TOOLS = [types.Tool(function_declarations=[types.FunctionDeclaration(name="weather", parameters_json_schema={"type": "object"})])]


class Client:
    def __init__(self, origin: str, key: str, tap: Tap) -> None:
        http = types.HttpOptions(base_url=f"{origin}/gemini", httpx_client=httpx2.Client(transport=tap))
        self._client = genai.Client(api_key=key, http_options=http)

    def ask(self, timeout_s: float | None = None) -> str:
        # In milliseconds.
        options = types.HttpOptions(timeout=round(timeout_s * 1000)) if timeout_s else None
        config = types.GenerateContentConfig(http_options=options)
        return self._client.models.generate_content(model=MODEL, contents=QUESTION, config=config).text or ""

    def stream(self) -> Iterator[str]:
        with closing(self._client.models.generate_content_stream(model=MODEL, contents=QUESTION)) as chunks:
            for chunk in chunks:
                yield chunk.text or ""

    def use_tools(self) -> list[dict]:
        # It would run functions of Python by itself; these are only declared.
        config = types.GenerateContentConfig(tools=TOOLS)
        answer = self._client.models.generate_content(model=MODEL, contents=QUESTION, config=config)
        return [{"name": call.name, "input": call.args} for call in answer.function_calls or []]
