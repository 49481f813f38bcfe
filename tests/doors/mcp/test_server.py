"""Assistants over the Model Context Protocol, through a real client."""

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from tests.conftest import ROOT

from sous.feedback.commands import submit_item
from sous.kernel.commands import create_token


def converse(secret, talk):
    """Start ``sous mcp`` as a process of its own and talk with it."""

    async def run():
        environment = {**os.environ, "SOUS_TOKEN": secret, "PYTHONPATH": str(ROOT / "src")}
        environment["SOUS_DATABASE_URL"] = database_url()
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "sous", "mcp"], env=environment
        )
        async with stdio_client(server) as streams, ClientSession(*streams) as session:
            await session.initialize()
            return await talk(session)

    # A browser driven by this process keeps an event loop in its thread, so this takes another.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, run()).result()


def database_url():
    """The address of the database that the tests run in."""
    from django.db import connection

    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = str(settings["HOST"]).replace("/", "%2F")
    return f"postgresql://{settings['USER']}@{host}/{settings['NAME']}"


pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reading_token_sees_no_writing_tools(owner, now):
    _, secret = create_token(actor=owner, at=now, name="t", scope="read")

    async def talk(session):
        return {tool.name for tool in (await session.list_tools()).tools}

    names = converse(secret, talk)
    assert "what_happened" in names
    assert "comment" not in names


def test_commenting_and_reading_it_back(owner, now):
    item = submit_item(actor=owner, at=now, text="Words")
    _, secret = create_token(actor=owner, at=now, name="t", scope="write")

    async def talk(session):
        ref = f"FB-{item.pk}"
        await session.call_tool("comment", {"ref": ref, "text": "Noted."})
        wrong = await session.call_tool("read_comments", {"ref": "FB-999999"})
        right = await session.call_tool("read_comments", {"ref": ref})
        return wrong.is_error, wrong.content[0].text, right.structured_content["result"][0]["text"]

    error, message, text = converse(secret, talk)
    assert (error, text) == (True, "Noted.")
    assert "There is no feedback item FB-999999." in message
